// What the events of a run amount to, as `core/runs/history.py` has it for the pages.

const FINAL = ["finished", "stopped", "failed", "interrupted"]
const MOST_MOMENTS = 1000

const figures = ({ loss, accuracy }) => ({ loss, accuracy })
const joined = (a, b) => ({ x: (a.x + b.x) / 2, loss: (a.loss + b.loss) / 2, accuracy: (a.accuracy + b.accuracy) / 2 })

class RunState {
  constructor() {
    this.plannedEpochs = null // of a run that was continued
    this.end = null
    this._begin()
  }

  _begin() {
    this.step = 0
    this.began = null // when, and at which step, the present pace was first seen
    this.stepsPerEpoch = null
    this.moments = [] // points {x, loss, accuracy}; x counts epochs, with fractions
    this.training = []
    this.validation = []
    this.changes = []
    this.wentOn = []
    this.paused = false
    this.speed = 0 // pictures a second
    this.pace = 0 // seconds that the run waits after each batch
    this.chosen = null // the epoch whose weights somebody made the run's network
  }

  take({ event, time }) {
    if (event.kind === "opened") return
    if (event.kind === "started") this._start(event, time)
    if (event.kind === "resumed" && this.waits) this.began = null
    if (!["changed", "paced"].includes(event.kind)) this._notePause(["paused", "released"].includes(event.kind), time)
    this.waits = ["queued", "yielded"].includes(event.kind)
    this.yielded = event.kind === "yielded" // somebody with less to train has its worker
    this.released = event.kind === "released" // it holds still, and has no worker
    const before = this.step
    if (event.step !== undefined) this.step = event.step
    if (!this.began && this.step > before) this._timeFrom(time)
    if (event.kind === "progress") {
      this.speed = event.images_per_second
      this._addMoment({ x: event.step / this.stepsPerEpoch, ...figures(event) })
    } else if (event.kind === "epoch") this._addEpoch(event)
    else if (event.kind === "changed") this.changes.push({ x: event.step / this.stepsPerEpoch, ...event })
    else if (event.kind === "paced") {
      this.pace = event.seconds
      this.began = null
    } else if (event.kind === "chosen") this.chosen = event.epoch
    else if (event.kind === "continued") {
      this.plannedEpochs = event.epochs
      this.pace = 0
      this.chosen = null
    }
    if (event.kind !== "chosen") this.end = FINAL.includes(event.kind) ? event : null
    this.time = time
  }

  // A worker begins, or begins again: the epochs that it will repeat are dropped.
  _start(event, time) {
    const done = event.first_epoch - 1
    const before = { ...this }
    this._begin()
    if (done) {
      for (const kind of ["moments", "training", "validation", "changes"]) {
        this[kind] = before[kind].filter(({ x }) => x <= done)
      }
      this.wentOn = [...before.wentOn, done]
      this.step = done * event.steps_per_epoch
    }
    this.stepsPerEpoch = event.steps_per_epoch
    this.trainCount = event.train_count
    this.pausedSince = null
  }

  // The speed is measured from here on: what was before says nothing of the time left, and in the
  // first batches a worker also prepares what it needs for all of them.
  _timeFrom(time) {
    this.began = { time, step: this.step }
    this.secondsPaused = 0
    if (this.paused) this.pausedSince = time
  }

  _notePause(isPaused, time) {
    if (this.paused) this.secondsPaused += time - this.pausedSince
    this.pausedSince = time
    this.paused = isPaused
  }

  _addEpoch(event) {
    const { epoch: x, seconds } = event
    if (x) this.training.push({ x, ...figures(event) })
    const before = this.validation.at(-1)?.seconds ?? 0
    this.validation.push({ x, loss: event.val_loss, accuracy: event.val_accuracy, seconds: before + seconds })
    if (x && seconds) this.speed = this.trainCount / seconds
  }

  // A long run keeps its shape with fewer points: neighbours are joined at their mean.
  _addMoment(point) {
    this.moments.push(point)
    if (this.moments.length <= MOST_MOMENTS) return
    const pairs = this.moments.length >> 1
    const rest = this.moments.slice(2 * pairs)
    this.moments = Array.from({ length: pairs }, (_, i) => joined(this.moments[2 * i], this.moments[2 * i + 1]))
    this.moments.push(...rest)
  }

  get phase() {
    if (this.end) return "over"
    if (this.paused) return "paused"
    return this.stepsPerEpoch === null || this.waits ? "waiting" : "running"
  }

  get epochsDone() {
    return this.stepsPerEpoch ? this.step / this.stepsPerEpoch : 0
  }

  share(plannedEpochs) {
    return Math.min(1, this.epochsDone / plannedEpochs)
  }

  // How long the worker has been at it, pauses left out.
  get seconds() {
    return this.began ? Math.max(0, this.time - this.began.time - this.secondsPaused) : 0
  }

  // The epoch whose weights are the run's network, where that is not the last one; else null.
  get kept() {
    const epoch = this.chosen ?? this.end?.best_epoch ?? null
    return epoch === this.validation.at(-1)?.x ? null : epoch
  }

  // If the rest goes as fast as at the present pace, pauses left out; null while nothing can be said.
  secondsLeft(plannedEpochs) {
    const total = this.stepsPerEpoch * plannedEpochs
    if (!this.began || this.step <= this.began.step || this.step >= total) return null
    return (this.seconds / (this.step - this.began.step)) * (total - this.step)
  }
}
