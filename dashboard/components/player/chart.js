// A chart of curves on a canvas: axes, reference line, marks, and a cross-hair.

const MARGIN = { left: 44, right: 10, top: 26, bottom: 22 }
const TICK_SIZE = 11
const END = 4 // pixels, so that the end of a line is not cut off
const MOST_LOG_TICKS = 7
// Where the words of a reference stand: above, below or well above its line, in pixels.
const REFERENCE_PLACES = ["right", "left"].flatMap((align) => [-8, 9, -24].map((off) => ({ align, off })))
const PREDICTION = "#CC79A7" // the colour of a curve that was predicted

// Round numbers that divide a range into a few steps.
function ticks(low, high, most) {
  const rough = (high - low) / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].find((factor) => factor * power >= rough) * power
  const found = []
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9; value += step) found.push(value)
  return found
}

function logTicks(low, high) {
  const found = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const factor of [1, 2, 5]) found.push(factor * 10 ** power)
  }
  const within = found.filter((value) => value >= low && value <= high)
  if (within.length <= MOST_LOG_TICKS) return within
  // Whole powers of ten alone, and of many decades every second, third … one.
  const powers = [...new Set(within.map((value) => Math.ceil(Math.log10(value) - 1e-9)))].filter((power) => 10 ** power <= high)
  const step = Math.ceil(powers.length / MOST_LOG_TICKS)
  return powers.filter((_, place) => place % step === 0).map((power) => 10 ** power)
}

class Chart {
  constructor(canvas) {
    this.canvas = canvas
    this.pen = canvas.getContext("2d")
    this.spec = null
  }

  // spec: {figure: "loss" or "accuracy", xMax, losses, log, xName, yName, lines: [{points, until,
  //        colour, width, dash, alpha}], reference: {value, words}, marks: [{x, words, alpha}],
  //        theme: {text, faint, grid, back, font}, writeX, onlyWhole, writeY, now, hover}; `onlyWhole`
  //        says that x counts something; `losses` are [lowest above 0, highest]
  //        that have to fit, `now` and `hover` places or null
  draw(spec) {
    this.spec = spec
    const { clientWidth: width, clientHeight: height } = this.canvas
    if (width <= MARGIN.left + MARGIN.right || !height) return
    this._fit(width, height)
    this.box = {
      left: MARGIN.left,
      top: MARGIN.top,
      width: width - MARGIN.left - MARGIN.right,
      height: height - MARGIN.top - MARGIN.bottom,
    }
    this.range = spec.figure === "accuracy" ? [0, 1] : this._lossRange()
    this._axes()
    for (const mark of spec.marks) this._vertical(mark.x, spec.theme.faint, [], mark.alpha)
    if (spec.reference) this._reference(spec.reference)
    this.pen.save()
    this.pen.beginPath()
    this.pen.rect(this.box.left - 2, this.box.top - 2, this.box.width + 4, this.box.height + 4)
    this.pen.clip()
    for (const line of spec.lines) this._line(line)
    this.pen.restore()
    if (spec.reference) this._wordsOfReference(spec.reference)
    this._wordsOfMarks()
    if (spec.now !== null) this._vertical(spec.now, spec.theme.faint, [2, 3])
    if (spec.hover !== null) this._vertical(spec.hover, spec.theme.text, [])
  }

  _fit(width, height) {
    const ratio = window.devicePixelRatio || 1
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (this.canvas.width !== wide || this.canvas.height !== high) Object.assign(this.canvas, { width: wide, height: high })
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.pen.clearRect(0, 0, width, height)
    this.pen.font = `${TICK_SIZE}px ${this.spec.theme.font}`
  }

  _lossRange() {
    const { reference, losses, log } = this.spec
    const low = Math.min(losses[0], reference ? reference.value : Infinity)
    const high = Math.max(losses[1], reference ? reference.value : 0)
    if (!log) return [0, high * 1.05 || 1]
    return Number.isFinite(low) ? [low * 0.9, high * 1.1] : [0.1, 1]
  }

  x(value) {
    return this.box.left + (value / this.spec.xMax) * this.box.width
  }

  y(value) {
    const [low, high] = this.range
    const share = this.spec.log
      ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
      : (value - low) / (high - low)
    return this.box.top + (1 - share) * this.box.height
  }

  _axes() {
    const { pen, box, spec } = this
    const [low, high] = this.range
    Object.assign(pen, { lineWidth: 1, strokeStyle: spec.theme.grid, fillStyle: spec.theme.faint })
    pen.setLineDash([])
    Object.assign(pen, { textAlign: "right", textBaseline: "middle" })
    for (const value of spec.log ? logTicks(low, high) : ticks(low, high, Math.max(2, box.height / 40))) {
      const y = Math.round(this.y(value)) + 0.5
      pen.beginPath()
      pen.moveTo(box.left, y)
      pen.lineTo(box.left + box.width, y)
      pen.stroke()
      pen.fillText(spec.writeY(value), box.left - 6, y)
    }
    Object.assign(pen, { textAlign: "center", textBaseline: "top" })
    const name = box.left + box.width - pen.measureText(spec.xName).width - 6
    for (const value of ticks(0, spec.xMax, Math.max(2, box.width / 60)).filter((value) => !spec.onlyWhole || Number.isInteger(value))) {
      const words = spec.writeX(value)
      const x = this.x(value)
      if (x + pen.measureText(words).width / 2 < name) pen.fillText(words, x, box.top + box.height + 6)
    }
    pen.textAlign = "right"
    pen.fillText(spec.xName, box.left + box.width, box.top + box.height + 6)
    pen.textAlign = "left"
    pen.fillText(spec.yName, 2, 0)
  }

  _reference({ value }) {
    if (!this._shows(value)) return
    const { pen, box, spec } = this
    const height = Math.round(this.y(value)) + 0.5
    pen.strokeStyle = spec.theme.faint
    pen.setLineDash([5, 4])
    pen.beginPath()
    pen.moveTo(box.left, height)
    pen.lineTo(box.left + box.width, height)
    pen.stroke()
  }

  // After the lines, which would cross them out; where no curve is covered, and in the same place as
  // long as it is free, so that the words hold still while a run moves.
  _wordsOfReference({ value, words }) {
    if (!this._shows(value)) return
    const { box, pen } = this
    const width = pen.measureText(words).width
    const y = ({ off }) => this.y(value) + off
    const x = { right: box.left + box.width - 2, left: box.left + 2 }
    const from = ({ align }) => (align === "right" ? x.right - width : x.left)
    const places = REFERENCE_PLACES.filter((place) => this._hasRoomAt(y(place)))
    const isFree = (place) => places.includes(place) && !this._isCrossed(from(place), y(place), width)
    this.place = [this.place, ...places].find(isFree) ?? places[0]
    if (!this.place) return
    const { align } = this.place
    this._words(words, x[align], y(this.place), align)
  }

  // Whether a height is on the chart, and not where words of marks stand low.
  _hasRoomAt(y) {
    const { top, height } = this.box
    const isTaken = this.spec.marks.some(({ words, low }) => words && low) && Math.abs(y - this._low()) < TICK_SIZE
    return y > top && y < top + height && !isTaken
  }

  // The height of words that stand low.
  _low() {
    return this.box.top + this.box.height - 9
  }

  // Whether a line goes through words that begin at `left` and stand around the height `y`.
  _isCrossed(left, y, width) {
    const { figure, lines } = this.spec
    const [top, bottom] = [y - TICK_SIZE / 2, y + TICK_SIZE / 2]
    return lines.some(({ points }) =>
      points.some((point, place) => {
        const from = points[Math.max(place - 1, 0)]
        const [x0, x1] = [this.x(from.x), this.x(point.x)]
        if (x1 < left || x0 > left + width) return false
        const at = (x) => {
          const share = x1 > x0 ? Math.min(Math.max((x - x0) / (x1 - x0), 0), 1) : 1
          return this.y(from[figure]) + share * (this.y(point[figure]) - this.y(from[figure]))
        }
        const ends = [at(left), at(left + width)]
        return Math.min(...ends) < bottom && Math.max(...ends) > top
      })
    )
  }

  _shows(y) {
    return y >= this.range[0] && y <= this.range[1]
  }

  // At half height the words rarely cover a curve; they stand at the side where there is more room.
  _wordsOfMarks() {
    const { box } = this
    for (const { x, words, alpha = 1, low } of this.spec.marks) {
      if (!words) continue
      const place = this.x(x)
      const isRight = place > box.left + box.width / 2
      this.pen.globalAlpha = alpha
      this._words(words, place + (isRight ? -4 : 4), low ? this._low() : box.top + box.height / 2, isRight ? "right" : "left")
      this.pen.globalAlpha = 1
    }
  }

  // Words on the chart, with the page's colour behind them so that lines do not cross them out.
  _words(words, x, y, align) {
    const { pen, spec } = this
    Object.assign(pen, { textAlign: align, textBaseline: "middle", lineWidth: 4, lineJoin: "round" })
    pen.setLineDash([])
    pen.strokeStyle = spec.theme.back
    pen.strokeText(words, x, y)
    pen.lineWidth = 1
    pen.fillStyle = spec.theme.faint
    pen.fillText(words, x, y)
  }

  _vertical(value, colour, dash, alpha = 1) {
    const { pen, box } = this
    const x = Math.round(this.x(Math.min(Math.max(value, 0), this.spec.xMax))) + 0.5
    Object.assign(pen, { strokeStyle: colour, lineWidth: 1, globalAlpha: alpha })
    pen.setLineDash(dash)
    pen.beginPath()
    pen.moveTo(x, box.top)
    pen.lineTo(x, box.top + box.height)
    pen.stroke()
    pen.globalAlpha = 1
  }

  _line({ points, until = Infinity, colour, width = 2, dash = [], alpha = 1 }) {
    const { pen, box } = this
    pen.save()
    pen.beginPath()
    pen.rect(0, 0, this.x(Math.min(until, this.spec.xMax)) + END, box.top + box.height + END)
    pen.clip()
    Object.assign(pen, { strokeStyle: colour, fillStyle: colour, globalAlpha: alpha, lineWidth: width, lineJoin: "round" })
    pen.setLineDash(dash)
    pen.beginPath()
    this._trace(points)
    pen.stroke()
    for (const point of alone(points, this.spec.figure)) {
      pen.beginPath()
      pen.arc(this.x(point.x), this.y(point[this.spec.figure]), width + 1.5, 0, 2 * Math.PI)
      pen.fill()
    }
    pen.restore()
  }

  // Of the points that share a column of pixels, the highest and the lowest are drawn. What is not
  // finite is a gap.
  _trace(points) {
    const { figure } = this.spec
    let [column, high, low, isDown] = [null, 0, 0, false]
    const put = () => {
      if (column === null) return
      if (isDown) this.pen.lineTo(column, high)
      else this.pen.moveTo(column, high)
      if (low !== high) this.pen.lineTo(column, low)
      isDown = true
    }
    const isDense = points.length > this.box.width
    for (const point of points) {
      const value = point[figure]
      if (!Number.isFinite(value)) {
        put()
        column = null
        isDown = false
        continue
      }
      const x = isDense ? Math.round(this.x(point.x)) : this.x(point.x)
      const y = this.y(value)
      if (x === column) {
        high = Math.min(high, y)
        low = Math.max(low, y)
        continue
      }
      put()
      ;[column, high, low] = [x, y, y]
    }
    put()
  }

  // The place on the x axis below a pointer.
  placeAt(clientX) {
    if (!this.box) return null
    const { left } = this.canvas.getBoundingClientRect()
    const share = (clientX - left - this.box.left) / this.box.width
    return Math.min(Math.max(share, 0), 1) * this.spec.xMax
  }
}

// The points with a gap, or nothing, on both sides: no line shows them.
function alone(points, figure) {
  const isKnown = (place) => Number.isFinite(points[place]?.[figure])
  return points.filter((_, place) => isKnown(place) && !isKnown(place - 1) && !isKnown(place + 1))
}

// The point of a line that is nearest to a place on the x axis.
function nearest(points, x) {
  let best = null
  for (const point of points) if (!best || Math.abs(point.x - x) <= Math.abs(best.x - x)) best = point
  return best
}

// The colours of a chart in a part of the page, and its letters; forced ones where the system asks.
function themeOf(root, isForced) {
  const look = getComputedStyle(root)
  const faded = (share) => `color-mix(in srgb, ${look.color} ${share}%, transparent)`
  const back = isForced ? "Canvas" : look.getPropertyValue("--st-background-color")
  return { text: look.color, faint: faded(65), grid: faded(12), back, font: look.fontFamily }
}
