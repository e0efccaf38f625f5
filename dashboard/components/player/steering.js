// The controls of a run in flight. They act by a route of the lab and answer at once: what was asked
// for is shown as done, until the run itself tells, or the lab refuses.

const ICONS = { pause: "pause", resume: "play_arrow", stop: "stop", step: "skip_next", step_epoch: "fast_forward" }
// For each command, the kind of event that a run emits once it has carried it out.
const ANSWERS = { pause: "paused", resume: "resumed", step: "paused", step_epoch: "paused", pace: "paced", change: "changed" }
const SENT_WITHIN = 10000 // milliseconds
const CALM = 400 // milliseconds in which buttons that have just come answer nothing: where they stand
// now, the button may have stood that somebody is clicking twice
const SURE_AFTER = 5000 // milliseconds; a run that has not answered by then is shown as it is

class Steering {
  // changed() is called when something else is to be shown
  constructor(root, changed) {
    Object.assign(this, { root, changed, asked: null, dragged: null })
    this.find = (selector) => root.querySelector(selector)
    this.buttons = Object.fromEntries(["toggle", "stop", "step", "step_epoch"].map((name) => [name, this._button(name)]))
    this.find(".buttons").replaceChildren(...Object.values(this.buttons))
    root.onkeydown = (event) => event.stopPropagation() // Streamlit listens for letters
  }

  // data: {address, rates, hasMomentum, paces: [[seconds, words]], start: {learning_rate, momentum}}
  offer(data, texts, write) {
    const isNew = JSON.stringify(data) !== JSON.stringify(this.data)
    Object.assign(this, { data, texts, write })
    if (isNew) this._knobs()
  }

  follow(run, film) {
    if (this.run !== run) {
      Object.assign(this, { run, asked: null, calmUntil: performance.now() + CALM })
      setTimeout(this.changed, CALM)
    }
    this.film = film
  }

  // What the run does, or is about to do.
  get phase() {
    const { phase } = this.film.state
    if (!this._isOpen()) return phase
    return { stop: "stopping", pause: "paused", resume: "running", step_epoch: "running" }[this.asked.command] ?? phase
  }

  show() {
    const { phase, texts } = this
    const toggle = phase === "paused" ? "resume" : "pause"
    this._label("toggle", toggle)
    for (const name of ["stop", "step", "step_epoch"]) this._label(name, name)
    this.buttons.toggle.classList.toggle("primary", toggle === "resume")
    const isDeaf = phase === "stopping" || phase === "over" || performance.now() < this.calmUntil
    for (const button of Object.values(this.buttons)) button.disabled = isDeaf
    const { pace, changes } = this.film.state
    for (const choice of this.root.querySelectorAll("[name=pace]")) choice.checked = Number(choice.value) === this._expected("seconds", pace)
    const now = { ...this.data.start, ...changes.at(-1) }
    this.rates = {
      learning_rate: this._expected("learning_rate", now.learning_rate),
      momentum: this._expected("momentum", now.momentum),
    }
    this._turn(".rate", this._nearest(this.rates.learning_rate), this.rates.learning_rate)
    this._turn(".momentum", this.rates.momentum, this.rates.momentum)
    write(this.find(".paces legend"), texts.pace)
  }

  _isOpen() {
    if (!this.asked) return false
    const { command, after, answered } = this.asked
    const isOver = performance.now() > this.asked.until || this.film.state.end
    const hasTold = answered && this.film.told(ANSWERS[command], after)
    if (isOver || hasTold) this.asked = null
    return Boolean(this.asked)
  }

  _expected(name, value) {
    return this._isOpen() && name in this.asked.values ? this.asked.values[name] : value
  }

  // A second click of a double click asks for nothing; what was asked for is waited for.
  _click(event, name) {
    if (event.detail === 2) return
    const command = name === "toggle" ? (this.phase === "paused" ? "resume" : "pause") : name
    const isWaiting = this._isOpen() && this.asked.command.startsWith("step")
    if (!isWaiting || command === "stop" || command === "pause") this._ask(command)
  }

  async _ask(command, values = {}) {
    const asked = { command, values, after: this.film.number, answered: false }
    asked.until = command === "stop" ? Infinity : performance.now() + SURE_AFTER
    this.asked = asked
    this._refused("")
    this.changed()
    const refusal = await this._send(command, values)
    asked.answered = true
    if (refusal && this.asked === asked) this.asked = null
    this._refused(refusal)
    this.changed()
    setTimeout(this.changed, SURE_AFTER)
  }

  // → the sentence with which it was refused, or nothing.
  async _send(command, values) {
    try {
      const body = JSON.stringify({ run: this.run, command, ...values })
      const headers = { "Content-Type": "application/json" }
      const signal = AbortSignal.timeout(SENT_WITHIN)
      const answer = await fetch(this.data.address, { method: "POST", headers, body, signal })
      return answer.ok ? "" : await answer.text()
    } catch {
      return this.texts.noAnswer
    }
  }

  _refused(sentence) {
    write(this.find(".refused"), sentence)
  }

  _button(name) {
    const icon = element("span", { className: "icon" })
    icon.setAttribute("aria-hidden", "true")
    return element("button", { type: "button", onclick: (event) => this._click(event, name) }, icon, element("span"))
  }

  _label(name, command) {
    const button = this.buttons[name]
    const [icon, words] = button.children
    write(icon, ICONS[command])
    write(words, this.texts.commands[command])
    button.title = this.texts.commandsHelp[command]
  }

  _knobs() {
    const { data, texts } = this
    const choices = data.paces.map(([seconds, words]) => {
      const choice = element("input", { type: "radio", name: "pace", value: seconds })
      choice.onchange = () => this._ask("pace", { seconds })
      return element("label", { title: texts.paceHelp }, choice, element("span", { textContent: words }))
    })
    this.find(".paces div").replaceChildren(...choices)
    this._knob(".rate", texts.rate, texts.rateHelp, { min: 0, max: data.rates.length - 1, step: 1 })
    this._knob(".momentum", texts.momentum, texts.momentumHelp, { min: 0, max: Math.max(0.99, data.start.momentum), step: 0.01 })
    this.find(".momentum").hidden = !data.hasMomentum
  }

  _knob(selector, words, help, range) {
    const [name, , slider] = this.find(selector).children
    write(name, words)
    this.find(selector).title = help
    Object.assign(slider, range)
    slider.setAttribute("aria-label", words)
    slider.oninput = () => this._write(selector, this._turned(selector))
    slider.onchange = () => this._ask("change", this._rates(selector))
    slider.onpointerdown = () => (this.dragged = slider)
    slider.onpointerup = slider.onpointercancel = () => (this.dragged = null)
  }

  // The place of the rate among those of the knob.
  _nearest(rate) {
    const { rates } = this.data
    const distances = rates.map((other) => Math.abs(Math.log(other / rate)))
    return distances.indexOf(Math.min(...distances))
  }

  // What is asked for when this knob is turned. The other one stays as it is in the run, where it may
  // lie between two steps of the knob.
  _rates(selector) {
    const name = selector === ".rate" ? "learning_rate" : "momentum"
    return { ...this.rates, [name]: this._turned(selector) }
  }

  _turned(selector) {
    const value = Number(this.find(`${selector} input`).value)
    return selector === ".rate" ? this.data.rates[value] : value
  }

  _turn(selector, place, rate) {
    const slider = this.find(`${selector} input`)
    if (slider === this.dragged) return
    if (Number(slider.value) !== place) slider.value = place
    this._write(selector, rate)
  }

  // Writes beside a knob what it stands at.
  _write(selector, rate) {
    const words = this.write.plain(rate)
    write(this.find(`${selector} output`), words)
    this.find(`${selector} input`).setAttribute("aria-valuetext", words)
  }
}
