// The player: runs that are followed live as they come, or played again like a film.

const LONG_SECONDS = 120 // more are said in minutes
const HEARD_EVERY = 5000 // milliseconds between two sentences of a screen reader
const CALM_EVERY = 500 // milliseconds between two pictures where less motion is asked for
const DRAW_EVERY = 40 // milliseconds between two pictures of what moves by itself

class Player {
  constructor(root, data, tell) {
    Object.assign(this, { root, tell, due: 0, later: 0, drawnAt: 0, heardAt: -Infinity })
    this.find = (selector) => root.querySelector(selector)
    const changed = () => this._drawNext()
    this.calm = matchMedia("(prefers-reduced-motion: reduce)")
    this.curves = new Curves(root, changed)
    this.steering = new Steering(this.find(".steering"), changed)
    this.projector = new Projector(this.find(".film"), changed, (step) => this._rested(step))
    this.heat = new Heat(this.find(".heat"))
    this.glide = new Glide()
    this.predictions = new Map() // by the ids of runs: curves that were drawn before them
    document.addEventListener("first-epoch-prediction", this.hearPrediction)
    this.show(data)
    document.dispatchEvent(new CustomEvent("first-epoch-prediction-wanted"))
  }

  // What the page asks for: it may come again with other runs, texts or looks. `data` is described
  // at `player()` in `__init__.py`.
  show(data) {
    const ids = JSON.stringify(data.runs.map(({ id }) => id))
    const isOther = ids !== this.ids
    const isShown = this.ids !== undefined
    // A page that was drawn anew may be behind once more: what it was told before does not count.
    if (JSON.stringify(data.drawn) !== JSON.stringify(this.data?.drawn)) this.toldMoment = this.toldAdvice = null
    this.data = data
    this.ids = ids
    this.write = writer(data.language)
    this.projector.say(data.texts, this.write)
    if (data.steering) this.steering.offer(data.steering, data.texts, this.write)
    this._arrange()
    if (isOther) this._follow()
    this.isToBeSeen ||= isOther && isShown
    this._changed()
  }

  // On a phone the button that starts a run may stand far below the player.
  _bringIntoView() {
    this.isToBeSeen = false
    const { top } = this.root.getBoundingClientRect()
    if (top < 0 || top > innerHeight) this.root.scrollIntoView()
  }

  // A chapter beside the page tells what was predicted of a run.
  hearPrediction = ({ detail: { run, name, figure, points } }) => {
    const known = this.predictions.get(run) ?? new Map()
    this.predictions.set(run, known.set(name, { figure, points }))
    this._changed()
  }

  close() {
    document.removeEventListener("first-epoch-prediction", this.hearPrediction)
    this.isClosed = true
    this._cancel()
    this.projector.close()
    this.curves.close()
    this.stream?.close()
  }

  _arrange() {
    // The browser's own parts, as the tracks of sliders, follow the page and not the system.
    const [back, text] = ["--st-background-color", "--st-text-color"].map((name) => getComputedStyle(this.root).getPropertyValue(name))
    this.root.style.colorScheme = brightness(back) < brightness(text) ? "dark" : "light"
    const { watched, grid, brief } = this.data
    this.find(".charts").hidden = Boolean(grid)
    this.find(".heat").hidden = !grid
    this.find(".layout").classList.toggle("alone", !watched)
    this.find(".layout").classList.toggle("brief", Boolean(brief))
    this.find(".inside").hidden = !watched
    const asked = JSON.stringify([watched, this.data.language])
    if (watched && asked !== this.watchedShown) this.inside = new Inside(this.root, watched, this.data.texts, this.write)
    this.watchedShown = asked
    if (!watched) this.inside = null
  }

  _follow() {
    this.stream?.close()
    const runs = this.data.runs.map(({ id }) => id)
    this.films = new Map(runs.map((id) => [id, new Film()]))
    this.toldMoment = this.toldAdvice = this.toldEpoch = null
    this.heardEpoch = -1
    this.film = this.films.get(runs.at(-1)) ?? new Film()
    this.projector.follow(this.film, this.data.paced && !this.calm.matches)
    this.steering.follow(runs.at(-1), this.film)
    if (!runs.length) return
    const take = (frames) => {
      for (const frame of frames) this.films.get(frame.run)?.add(frame)
      this._changed()
    }
    if (this.data.frames) return take(this.data.frames)
    const tell = (isConnected) => this.root.classList.toggle("lost", !isConnected)
    this.stream = new Stream(this.data.live, runs, take, tell)
  }

  // Something else is to be shown, some time after the last picture. The frames between two pictures
  // are not asked for, as each of them costs the browser nearly as much as a picture.
  _changed() {
    if (this.due || this.later) return
    const wait = this.drawnAt + (this.calm.matches ? CALM_EVERY : DRAW_EVERY) - performance.now()
    if (wait > 0) this.later = setTimeout(() => this._drawNext(), wait)
    else this._drawNext()
  }

  // What somebody does is answered in the next frame.
  _drawNext() {
    this._cancel()
    if (!this.isClosed) this.due = requestAnimationFrame((now) => this._frame(now))
  }

  _cancel() {
    clearTimeout(this.later)
    cancelAnimationFrame(this.due)
    this.due = this.later = 0
  }

  _frame(now) {
    this._cancel()
    this.drawnAt = now
    const { projector } = this
    // Where less motion is asked for, a pointer that moves over a chart sets no film going.
    const isDue = !this.calm.matches || now - projector.before >= CALM_EVERY
    if (isDue) projector.advance(now, this._planned(this.data.runs.at(-1)))
    this._draw(now)
    if (this.isToBeSeen) this._bringIntoView()
    this._tellPage()
    if (projector.isPlaying || this.glide.isUnderWay) this._changed()
  }

  _draw(now) {
    const { step } = this.projector
    const runs = this.data.runs.map((run) => ({
      ...run,
      state: this._stateAt(run, step),
      whole: this.films.get(run.id).state,
      planned: this._planned(run),
    }))
    const own = runs.filter(({ isBefore }) => !isBefore)
    const main = own.length === 1 ? own[0] : null
    const last = own.at(-1)
    const isHeld = step !== Infinity && last
    const isMoving = main && step === Infinity && main.state.phase === "running" && !this.calm.matches
    const until = this.glide.at(now, main ? main.state.epochsDone : 0, isMoving)
    if (this.data.grid) this.heat.show(this.data.grid, runs, this.data.texts, this.write)
    else {
      const predicted = [...(this.predictions.get(main?.id)?.values() ?? [])]
      this.curves.draw({ runs, main, predicted, until, now: isHeld ? last.state.epochsDone : null, data: this.data, write: this.write })
    }
    this.inside?.show(last ? this.film.probeAt(step) : null, last?.state.stepsPerEpoch)
    if (own.length > 1) this._statusOfSeveral(own)
    else this._status(last)
    this._controls(last)
    if (last) this._tellOthers(last)
    if (own.length === 1) this._hear(last.state)
  }

  // The run at the epoch that a step of the film has; one before is shown whole.
  _stateAt({ id, isBefore }, step) {
    const film = this.films.get(id)
    if (isBefore || step === Infinity) return film.state
    if (film === this.film) return film.at(step)
    const epochs = step / (this.film.state.stepsPerEpoch ?? 1)
    return film.at(epochs * film.state.stepsPerEpoch + 1e-6)
  }

  // `planned` is what the run's recipe says; it may have been continued since.
  _planned(run) {
    return this.films.get(run?.id)?.state.plannedEpochs ?? run?.planned ?? 1
  }

  _status(run) {
    const isOver = this.film.state.phase === "over" || this.film.number < 0 // not yet come in
    const isStill = isOver && this.data.drawn.moment.endsWith("over") && !this.projector.isPaced
    this.find(".status").hidden = !run || isStill
    if (!run || isStill) return
    this.find(".bar i").style.inlineSize = `${run.state.share(run.planned) * 100}%`
    write(this.find(".words"), this.film.heldBack ? this._heldBack() : this._words(run))
  }

  // How far several runs are together.
  _statusOfSeveral(runs) {
    const count = (is) => this.write.count(runs.filter(({ whole }) => is(whole.phase)).length)
    const isOver = runs.every(({ whole }) => whole.end)
    this.find(".status").hidden = isOver
    if (isOver) return
    const shares = runs.map(({ whole, planned }) => (whole.end ? 1 : whole.share(planned)))
    this.find(".bar i").style.inlineSize = `${(shares.reduce((sum, share) => sum + share) / runs.length) * 100}%`
    const counts = {
      count: this.write.count(runs.length),
      over: count((phase) => phase === "over"),
      training: count((phase) => phase === "running"),
      waiting: count((phase) => phase === "waiting" || phase === "paused"),
    }
    const words = fill(this.data.texts.several, counts)
    write(this.find(".words"), this.film.heldBack ? this._heldBack() : words)
    const now = performance.now()
    if (now < this.heardAt + HEARD_EVERY) return
    this.heardAt = now
    write(this.find(".heard"), words)
  }

  _heldBack() {
    return fill(this.data.texts.heldBack, { count: this.write.count(this.film.heldBack) })
  }

  _words({ state, planned }) {
    const { texts } = this.data
    const present = this._phase()
    const phase = this.projector.step === Infinity || present === "waiting" ? present : "running"
    if (phase === "waiting") return this._waiting(state.yielded)
    if (phase === "stopping") return texts.stopping
    const epochs = this.write.count(planned)
    const epoch = Math.min(Math.floor(state.epochsDone) + 1, planned)
    const done = state.step - (epoch - 1) * state.stepsPerEpoch
    if (phase === "paused" && state.released) return fill(texts.released, { epoch: this.write.count(epoch), epochs })
    if (phase === "paused") {
      const counts = { epoch: this.write.count(epoch), epochs, done: this.write.count(done), batches: this.write.count(state.stepsPerEpoch) }
      return fill(done ? texts.paused : texts.pausedBefore, counts)
    }
    if (this.film.state.end) return fill(texts.played, { epoch: this.write.count(Math.floor(state.epochsDone)), epochs })
    if (!state.speed) return fill(texts.runningFirst, { epoch: this.write.count(epoch), epochs })
    const speed = state.speed < 10 ? this.write.significant(state.speed) : this.write.whole(state.speed)
    return fill(texts.running, { epoch: this.write.count(epoch), epochs, speed, left: this._left(state, planned) })
  }

  _waiting(yielded) {
    const { texts } = this.data
    const { place, lack } = this.film
    if (lack) return { workers: texts.noWorkers, resource: texts.noResource }[lack]
    if (yielded) return fill(texts.yielded, { place: this.write.count((place ?? 0) + 1) })
    if (place === undefined) return texts.waiting
    if (place === null) return texts.starting
    return place ? fill(texts.inLine, { place: this.write.count(place + 1) }) : texts.next
  }

  _left(state, planned) {
    const { texts } = this.data
    const seconds = state.secondsLeft(planned)
    if (seconds === null) return texts.leftUnknown
    if (seconds < LONG_SECONDS) return fill(texts.left, { seconds: this.write.whole(seconds) })
    return fill(texts.leftLong, { minutes: this.write.whole(seconds / 60) })
  }

  // What the run has told, but for a stop, which is said at once.
  _phase() {
    return this.data.steering && this.steering.phase === "stopping" ? "stopping" : this.film.state.phase
  }

  // A run in flight is steered, one that is over is played again.
  _controls(run) {
    const isSteered = Boolean(run && this.data.steering) && !this.film.state.end
    this.find(".steering").hidden = !isSteered
    if (isSteered) this.steering.show()
    this.find(".film").hidden = !run
    if (run) this.projector.show(run.state.epochsDone)
  }

  // The page is drawn again for another phase of the run, another pause, other advice; of several
  // runs, when one more is over. A run that is played at a slower pace is told of when that was seen,
  // but for a page that steers it.
  _tellPage() {
    const { state, number, advice } = this.film
    const { runs, drawn, steering } = this.data
    const moment = this._moment()
    // What has not yet come in from the stream is no news.
    const isBehind = number < drawn.number || parseInt(moment) < parseInt(drawn.moment)
    if (!runs.length || isBehind || (this.projector.isPaced && !steering)) return
    if (moment !== drawn.moment && moment !== this.toldMoment) this.tell("phase", moment)
    this.toldMoment = moment
    if (this._own().length > 1) return // the coach speaks of one run
    const rules = JSON.stringify(advice ?? drawn.advice)
    if (rules !== JSON.stringify(drawn.advice) && rules !== this.toldAdvice && !state.end) this.tell("advice", rules)
    this.toldAdvice = rules
  }

  // All runs but one that is there to compare with.
  _own() {
    return this.data.runs.filter(({ isBefore }) => !isBefore)
  }

  _moment() {
    const own = this._own()
    if (own.length > 1) return `${own.filter(({ id }) => this.films.get(id).state.end).length} over`
    const { phase, step } = this.film.state
    if (phase === "paused") return `paused ${step}`
    return phase === "waiting" ? "running" : phase
  }

  // What the answer to a drawing on this page follows: the epochs done where the film stands, null
  // at the end of the run.
  _tellOthers({ id, state }) {
    const isAtEnd = this.film.state.end && this.projector.step === Infinity
    const epoch = isAtEnd ? null : Math.floor(state.epochsDone + 1e-6)
    if (epoch === this.toldEpoch) return
    this.toldEpoch = epoch
    document.dispatchEvent(new CustomEvent("first-epoch-film", { detail: { run: id, epoch } }))
  }

  // The epoch at which a film was held is what the page shows of its past.
  _rested(step) {
    const { stepsPerEpoch } = this.film.state
    if (this.data.tellsEpoch && stepsPerEpoch) this.tell("epoch", Math.floor(step / stepsPerEpoch + 1e-6))
  }

  // Said once an epoch at most, and not for every epoch of a quick run.
  _hear(state) {
    const last = state.validation.at(-1)
    const now = performance.now()
    if (!last || last.x === this.heardEpoch || (now < this.heardAt + HEARD_EVERY && !state.end)) return
    Object.assign(this, { heardEpoch: last.x, heardAt: now })
    const loss = this.write.loss(last.loss)
    write(this.find(".heard"), fill(this.data.texts.heard, { epoch: this.write.count(last.x), loss, accuracy: this.write.percent(last.accuracy) }))
  }
}

function brightness(colour) {
  const pen = new OffscreenCanvas(1, 1).getContext("2d")
  pen.fillStyle = colour
  pen.fillRect(0, 0, 1, 1)
  return pen.getImageData(0, 0, 1, 1).data.slice(0, 3).reduce((sum, part) => sum + part)
}

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".player")
  if (root.player) root.player.show(data)
  else root.player = new Player(root, data, setTriggerValue)
  return () => {
    root.player?.close()
    delete root.player
  }
}
