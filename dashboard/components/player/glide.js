// The end of a live curve: it moves on to where the run stands, instead of jumping there.

const GLIDE = 100 // milliseconds, about the time between two events of a run
const FIRST_MOVE = 30

class Glide {
  // The place on the x axis up to which the curve is drawn `now`, in milliseconds, when the run
  // stands at `end`. What does not move, or goes back, is drawn at once.
  at(now, end, isMoving) {
    const passed = this.isUnderWay ? now - this.before : FIRST_MOVE
    this.before = now
    if (!isMoving || !(this.place <= end)) this.place = end
    if (end !== this.end) this.speed = (end - this.place) / GLIDE
    this.end = end
    this.place = Math.min(this.place + this.speed * passed, end)
    return this.place
  }

  get isUnderWay() {
    return this.place < this.end
  }
}
