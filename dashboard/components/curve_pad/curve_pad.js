// A curve that somebody predicts: drawn with a pointer or by keys while there is nothing else in the
// chart, and laid over what really came once there is. The chart is the player's.

const HANDLE = 3.5 // pixels, the radius of a point; that of the one under the keys is larger
const KEYS = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }
const KEY_STEPS = 100 // from the lowest value to the highest
const REST = 300 // milliseconds after a key until Python is told
const COLOUR = "#CC79A7" // of a prediction, also in the player
const MOST_ABOVE = 3 // a real curve that leaves the chart may stretch it so far

class CurvePad {
  values = [] // one a handle, null where nothing is drawn yet
  place = 0 // of the handle under the keys
  pointer = null
  timer = null

  constructor(root) {
    const find = (selector) => root.querySelector(selector)
    Object.assign(this, { root, find, canvas: find("canvas"), forced: matchMedia("(forced-colors: active)") })
    this.chart = new Chart(this.canvas)
    this.canvas.onpointerdown = (event) => this.press(event)
    this.canvas.onpointermove = (event) => this.drag(event)
    this.canvas.onpointerup = this.canvas.onpointercancel = (event) => this.release(event)
    this.canvas.onkeydown = (event) => this.type(event)
    this.canvas.onfocus = () => this.draw()
    this.canvas.onblur = () => this.leave()
    this.sizes = new ResizeObserver(() => this.draw())
    this.sizes.observe(this.canvas)
    document.addEventListener("first-epoch-prediction-wanted", this.tellPlayer)
  }

  close() {
    clearTimeout(this.timer)
    this.sizes.disconnect()
    document.removeEventListener("first-epoch-prediction-wanted", this.tellPlayer)
  }

  // What Python asks for; it is described at `curve_pad()`. What is being drawn stays.
  show(data, tell) {
    const isOther = JSON.stringify(data.epochs) !== JSON.stringify(this.data?.epochs)
    if (isOther || data.isLocked) this.values = data.epochs.map((_, place) => data.values[place] ?? null)
    Object.assign(this, { data, tell, write: writer(data.language) })
    this.place = Math.min(this.place, data.epochs.length - 1)
    write(this.find(".hint.hand"), data.texts.hint)
    write(this.find(".hint.keys"), data.texts.keys)
    this.root.classList.toggle("open", !data.isLocked)
    this.canvas.setAttribute("role", data.isLocked ? "img" : "slider")
    this.legend()
    this.draw()
    this.tellPlayer()
  }

  // Pointer

  press(event) {
    if (this.data.isLocked || !event.isPrimary || event.button !== 0) return
    this.pointer = event.pointerId
    this.canvas.setPointerCapture(event.pointerId)
    this.stroke = null
    this.take(event)
  }

  drag(event) {
    if (event.pointerId !== this.pointer) return
    for (const move of event.getCoalescedEvents?.() ?? [event]) this.take(move)
  }

  release(event) {
    if (event.pointerId !== this.pointer) return
    this.pointer = null
    this.tellPython()
  }

  // The handle nearest to the pointer comes to its height; those that a quick hand skipped, between.
  take({ clientX, clientY }) {
    const { epochs } = this.data
    const x = this.chart.placeAt(clientX)
    const place = epochs.reduce((best, epoch, at) => (Math.abs(epoch - x) < Math.abs(epochs[best] - x) ? at : best), 0)
    const value = this.valueAt(clientY)
    const from = this.stroke ?? { place, value }
    const way = Math.sign(place - from.place)
    for (let at = from.place; at !== place; at += way) {
      if (at !== from.place) this.values[at] = from.value + ((value - from.value) * (at - from.place)) / (place - from.place)
    }
    this.values[place] = value
    this.stroke = { place, value }
    this.place = place
    this.draw()
  }

  valueAt(clientY) {
    const { box, range } = this.chart
    const share = 1 - (clientY - this.canvas.getBoundingClientRect().top - box.top) / box.height
    return this.rounded(range[0] + share * (range[1] - range[0]))
  }

  // Keys

  type(event) {
    const { isLocked, epochs } = this.data
    if (isLocked || event.ctrlKey || event.metaKey || event.altKey) return
    const last = epochs.length - 1
    const places = { ArrowLeft: this.place - 1, ArrowRight: this.place + 1, Home: 0, End: last }
    if (event.key in places) this.place = Math.min(Math.max(places[event.key], 0), last)
    else if (event.key in KEYS) this.move(KEYS[event.key])
    else return
    event.preventDefault()
    event.stopPropagation() // the page has shortcuts of its own
    this.draw()
  }

  move(steps) {
    this.values[this.place] = this.rounded(this.here() + (steps * this.data.high) / KEY_STEPS)
    this.fillGaps()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.tellPython(), REST)
  }

  // Whoever goes on to a button must find the last key told.
  leave() {
    if (this.timer) this.tellPython()
    this.draw()
  }

  // The value under the keys; where nothing is drawn yet, that of the nearest handle before it.
  here() {
    const before = this.values.slice(0, this.place + 1).filter((value) => value !== null)
    return before.at(-1) ?? this.data.start
  }

  // Between two handles that were moved the curve is straight.
  fillGaps() {
    let before = null
    this.values.forEach((value, place) => {
      if (value === null) return
      for (let at = before + 1; before !== null && at < place; at += 1) {
        const share = (at - before) / (place - before)
        this.values[at] = this.values[before] + share * (value - this.values[before])
      }
      before = place
    })
  }

  rounded(value) {
    return Math.round(Math.min(Math.max(value, 0), this.data.high) * 1000) / 1000
  }

  tellPython() {
    clearTimeout(this.timer)
    this.timer = null
    this.tell("curve", this.values)
  }

  // A player on this page that shows the run draws its prediction, too.
  tellPlayer = () => {
    const { run, label, figure } = this.data
    if (run) document.dispatchEvent(new CustomEvent("first-epoch-prediction", { detail: { run, name: label, figure, points: this.points() } }))
  }

  points() {
    return this.data.epochs.map((x, place) => ({ x, [this.data.figure]: this.values[place] ?? NaN }))
  }

  // What is seen and heard

  draw() {
    if (!this.data) return
    const { figure, epochs, real, texts, isLocked } = this.data
    const theme = themeOf(this.root, this.forced.matches)
    const points = this.points()
    const came = real.points.map(([x, value]) => ({ x, [figure]: value ?? NaN }))
    this.chart.draw({
      figure,
      xMax: epochs.at(-1),
      losses: [0, this.highest()],
      log: false,
      xName: texts.axis,
      yName: texts[figure],
      lines: [
        { points: came, colour: real.colour },
        { points, colour: COLOUR, dash: [6, 4] },
      ],
      reference: null,
      marks: [],
      theme,
      writeX: this.write.whole,
      onlyWhole: true,
      writeY: (value) => this.written(value),
      now: null,
      hover: !isLocked && this.canvas.matches(":focus-visible") ? epochs[this.place] : null,
    })
    if (!isLocked) this.handles(points)
    this.root.classList.toggle("begun", points.some((point) => Number.isFinite(point[figure])))
    this.tellReaders()
  }

  highest() {
    const { high, real } = this.data
    const values = real.points.map(([, value]) => value).filter(Number.isFinite)
    return Math.min(Math.max(high, ...values), MOST_ABOVE * high) / 1.05
  }

  handles(points) {
    const { pen, box } = this.chart
    if (!box) return
    points.forEach((point, place) => {
      const value = point[this.data.figure]
      if (!Number.isFinite(value)) return
      pen.beginPath()
      pen.arc(this.chart.x(point.x), this.chart.y(value), place === this.place ? HANDLE + 2 : HANDLE, 0, 2 * Math.PI)
      pen.fillStyle = COLOUR
      pen.fill()
    })
  }

  legend() {
    const { texts, real } = this.data
    const sign = (words, look, colour = "") => {
      const line = element("i", { className: look })
      line.style.borderColor = colour
      return element("span", {}, line, words)
    }
    const came = real.points.length ? [sign(real.name, "", real.colour)] : []
    const drawn = came.length && this.values.some((value) => value !== null) ? [sign(texts.prediction, "dashed", COLOUR)] : []
    this.find(".legend").replaceChildren(...drawn, ...came)
  }

  tellReaders() {
    const { label, epochs, texts, high, isLocked, words } = this.data
    describe(this.canvas, isLocked ? words : label)
    const value = this.values[this.place]
    const epoch = this.write.count(epochs[this.place])
    const told = value === null ? fill(texts.empty, { epoch }) : fill(texts.at, { epoch, value: this.written(value) })
    write(this.find(".reading"), this.values.some((one) => one !== null) ? told : "")
    const slider = { valuemin: 0, valuemax: high, valuenow: value ?? 0, valuetext: told }
    for (const [name, now] of Object.entries(slider)) {
      if (isLocked) this.canvas.removeAttribute(`aria-${name}`)
      else this.canvas.setAttribute(`aria-${name}`, now)
    }
  }

  written(value) {
    return this.data.figure === "accuracy" ? this.write.percent(value, 0) : this.write.significant(value)
  }
}

const pads = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  const pad = pads.get(parentElement) ?? new CurvePad(parentElement.querySelector(".curve"))
  pads.set(parentElement, pad)
  pad.show(data, setStateValue)
  return () => {
    pad.close()
    pads.delete(parentElement)
  }
}
