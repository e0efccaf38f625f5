// The clock of the film and its controls: play, hold, scrub, speed, loop; with the keyboard as well.

const SECONDS_OF_FILM = 6
const SPEEDS = [0.25, 0.5, 1, 2, 4]
const PLACES = 1000 // of the scrubber
const RESTS_AFTER = 400 // milliseconds
const LONGEST = 1 // seconds that count between two pictures: a page in the background holds still

class Projector {
  // changed() is called when another step is to be shown, rested(step) when somebody chose one
  constructor(root, changed, rested) {
    Object.assign(this, { root, changed, rested })
    this.find = (selector) => root.querySelector(selector)
    this.scrub = this.find(".scrub")
    this.speeds = this.find(".speed select")
    this.speeds.append(...SPEEDS.map((speed) => element("option", { value: speed, selected: speed === 1 })))
    this.find(".play").onclick = () => this._playOrHold()
    this.scrub.oninput = () => this._goTo((this.scrub.value / PLACES) * this.film.newest)
    root.onkeydown = (event) => this._key(event)
  }

  // A paced run is played slowly enough to be seen while it comes in.
  follow(film, isPaced) {
    clearTimeout(this.resting)
    this.film = film
    this.step = isPaced ? 0 : Infinity // that is shown; Infinity is the newest
    this.isPlaying = this.isPaced = isPaced
    this.before = null
  }

  close() {
    clearTimeout(this.resting)
  }

  say(texts, write) {
    Object.assign(this, { texts, write })
    this.scrub.setAttribute("aria-label", texts.scrub)
    this.find(".speed span").textContent = texts.speed
    this.find(".loop span").textContent = texts.loop
    for (const option of this.speeds.options) option.textContent = `${write.plain(Number(option.value))}×`
  }

  // Goes on by the time that passed; the whole run takes as long as SECONDS_OF_FILM. A paced run
  // begins slowly, with the cube of the time: a network changes most in its first steps. One that
  // holds still, or takes longer than its film, can be seen as it comes.
  advance(now, plannedEpochs) {
    const passed = Math.min((now - (this.before ?? now)) / 1000, LONGEST)
    this.before = now
    if (!this.isPlaying) return
    const { film } = this
    const { end, stepsPerEpoch, paused, seconds } = film.state
    if (this.isPaced && !end && (paused || seconds > SECONDS_OF_FILM)) return this._catchUp()
    const length = end ? film.newest : (stepsPerEpoch ?? 0) * plannedEpochs
    const share = (passed * this.speeds.value) / SECONDS_OF_FILM
    const next = this.isPaced ? (Math.cbrt(this.step / length || 0) + share) ** 3 * length : this.step + share * length
    this.step = Math.min(next, film.newest)
    if (end && this.step >= film.newest) this._atTheEnd()
  }

  _catchUp() {
    this.isPlaying = this.isPaced = false
    this.step = Infinity
  }

  _atTheEnd() {
    const isRepeated = this.find(".loop input").checked && this.film.newest
    this._catchUp()
    if (isRepeated) Object.assign(this, { isPlaying: true, step: 0 })
  }

  show(epochsDone) {
    const { film, texts } = this
    this.root.hidden = !film.state.end || !film.newest
    const play = this.find(".play")
    play.classList.toggle("playing", this.isPlaying)
    describe(play, this.isPlaying ? texts.hold : texts.play)
    const place = Math.round(Math.min(this.step / film.newest, 1) * PLACES)
    if (Number(this.scrub.value) !== place) this.scrub.value = place
    const moment = fill(texts.moment, { epoch: this.write.number(epochsDone, 1) })
    write(this.find(".moment"), moment)
    this.scrub.setAttribute("aria-valuetext", moment)
  }

  _playOrHold() {
    if (this.isPlaying) {
      this.isPlaying = false
      this._rest()
    } else {
      clearTimeout(this.resting)
      if (this.step >= this.film.newest) this.step = 0
      this.isPlaying = true
      this.before = null
    }
    this.changed()
  }

  _goTo(step) {
    this.isPlaying = false
    this.step = step >= this.film.newest ? Infinity : Math.max(0, step)
    this._rest()
    this.changed()
  }

  _rest() {
    this.isPaced = false
    clearTimeout(this.resting)
    this.resting = setTimeout(() => this.rested(Math.min(this.step, this.film.newest)), RESTS_AFTER)
  }

  // Space plays and holds; the arrows go from epoch to epoch, the right one to the later.
  _key(event) {
    event.stopPropagation() // Streamlit listens for letters
    const isSpace = event.key === " " && event.target === this.scrub
    const way = event.target === this.scrub && { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key]
    if (!isSpace && !way) return
    event.preventDefault()
    if (isSpace) this._playOrHold()
    else this._turnEpoch(event.key.match(/Left|Right/) && this.root.matches(":dir(rtl)") ? -way : way)
  }

  _turnEpoch(way) {
    const { stepsPerEpoch } = this.film.state
    const epochs = Math.min(this.step, this.film.newest) / stepsPerEpoch
    const next = way > 0 ? Math.floor(epochs + 1e-6) + 1 : Math.ceil(epochs - 1e-6) - 1
    this._goTo(next * stepsPerEpoch)
  }
}
