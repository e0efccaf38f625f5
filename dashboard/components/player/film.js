// All frames of a run, and the run as it stood at any of its steps. A frame is an event of the run,
// or a probe: a look inside its network. Live or played again, what is drawn comes from here.

class Film {
  constructor() {
    this.number = -1 // of the newest event
    this.state = new RunState() // with all events
    this.place = undefined // how many runs are before it in line; null while the workers start
    this.heldBack = 0 // events that wait to be written
    this.lack = null // what the cluster lacks for it: "workers" or "resource"
    this.advice = null // names of the coach's urgent rules that hold now
    this.events = [] // each with the step at which it happened
    this.probes = [] // in the order of their steps
    this.hasStarted = false
  }

  // Take over what the stream sent; an event that is there already is left out.
  add(frame) {
    if (frame.advice) this.advice = frame.advice
    else if ("place" in frame) Object.assign(this, { place: frame.place, lack: frame.lack })
    else if ("held_back" in frame) this.heldBack = frame.held_back
    else if (frame.probe) this._addProbe(frame.probe)
    else if (frame.number > this.number) this._addEvent(frame)
  }

  _addEvent(frame) {
    this.number = frame.number
    this.state.take(frame)
    const { step } = this.state
    if (frame.event.kind === "started" && this.hasStarted) this._forgetAfter(step)
    this.hasStarted ||= frame.event.kind === "started"
    this.events.push({ ...frame, step })
  }

  _addProbe(probe) {
    const place = this._probesUpTo(probe.step)
    const isKnown = this.probes[place - 1]?.step === probe.step
    this.probes.splice(isKnown ? place - 1 : place, isKnown ? 1 : 0, probe)
  }

  // A run that starts over, or goes on from an earlier epoch, takes the steps after it once more.
  _forgetAfter(step) {
    this.events = this.events.filter((frame) => frame.step <= step || frame.event.kind === "continued")
    for (const frame of this.events) frame.step = Math.min(frame.step, step)
    if (step === 0) this.probes = []
    else this.probes.length = this._probesUpTo(step)
    this._past = null
  }

  // The run as it stood when `step` steps were done.
  at(step) {
    if (step >= this.newest) return this.state
    if (!this._past || step < this._past.upTo) this._past = { state: new RunState(), taken: 0 }
    const past = this._past
    past.upTo = step
    while (past.taken < this.events.length && this.events[past.taken].step <= step) {
      past.state.take(this.events[past.taken++])
    }
    return past.state
  }

  // Whether the run has emitted an event of this kind after that of a number.
  told(kind, number) {
    for (let place = this.events.length - 1; place >= 0 && this.events[place].number > number; place--) {
      if (this.events[place].event.kind === kind) return true
    }
    return false
  }

  // The last look inside the network up to a step; null if there was none yet.
  probeAt(step) {
    return this.probes[this._probesUpTo(step) - 1] ?? null
  }

  get newest() {
    return this.state.step
  }

  // Nearly always the last ones are asked for.
  _probesUpTo(step) {
    let place = this.probes.length
    while (place && this.probes[place - 1].step > step) place--
    return place
  }
}
