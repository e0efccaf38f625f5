// The drawing pad. A stroke is a list of points; the same strokes are painted twice: large for the
// eye, and small for Python, so what is sent depends neither on screen nor theme.

const SIDE = 280 // units of the drawing, whatever its size on the screen
const PEN = 28 // MNIST's stroke is 2.5 in a box of 20: this is that for a digit of 224
const ERASER = 40
const STEP = 8 // one press of an arrow key
const SEND_EVERY = 80 // milliseconds, while the pen is down

const PAPER = "#000"
const INK = "#fff"

const ARROWS = {
  ArrowUp: [0, -STEP],
  ArrowDown: [0, STEP],
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
}

const blank = context => {
  context.fillStyle = PAPER
  context.fillRect(0, 0, SIDE, SIDE)
}

const paintSegment = (context, stroke, from, to) => {
  context.strokeStyle = stroke.erases ? PAPER : INK
  context.lineWidth = to.width
  context.lineCap = "round"
  context.beginPath()
  context.moveTo(from.x, from.y)
  // A line without length has no round caps in every browser, and a dot is a dot.
  context.lineTo(to.x + (from === to ? 0.01 : 0), to.y)
  context.stroke()
}

const paintStroke = (context, stroke) =>
  stroke.points.forEach((point, i, points) =>
    paintSegment(context, stroke, points[i - 1] ?? point, point),
  )

const contextOf = canvas => {
  const context = canvas.getContext("2d")
  context.scale(canvas.width / SIDE, canvas.height / SIDE)
  blank(context)
  return context
}

class Pad {
  strokes = []
  past = [] // the strokes before each change, for undo
  stroke = null // the one being drawn
  pointer = null
  cursor = { x: SIDE / 2, y: SIDE / 4 }
  timer = null

  constructor(root, side) {
    const find = selector => root.querySelector(selector)
    this.root = find(".pad")
    this.screen = find(".screen")
    this.ring = find(".cursor")
    this.status = find(".spoken")
    this.buttons = { undo: find(".undo"), erase: find(".erase"), clear: find(".clear") }
    this.picture = Object.assign(document.createElement("canvas"), { width: side, height: side })
    this.contexts = [contextOf(this.screen), contextOf(this.picture)]

    this.screen.onpointerdown = event => this.press(event)
    this.screen.onpointermove = event => this.drag(event)
    this.screen.onpointerup = event => {
      this.drag(event) // where it was lifted: a busy browser leaves out the last moves before
      this.release(event)
    }
    this.screen.onpointercancel = event => this.release(event)
    this.screen.onkeydown = event => this.type(event)
    this.screen.onblur = () => this.lift()
    // The page has shortcuts of its own (r runs it again, c clears caches).
    this.root.onkeydown = event => event.stopPropagation()
    this.buttons.undo.onclick = () => this.undo()
    this.buttons.erase.onclick = () => this.toggleEraser()
    this.buttons.clear.onclick = () => this.clear()
    document.addEventListener("first-epoch-drawing-wanted", this.tell)
    this.placeRing()
    this.refresh()
  }

  leave() {
    clearTimeout(this.timer)
    document.removeEventListener("first-epoch-drawing-wanted", this.tell)
  }

  update({ texts, name, tells_page: tellsPage }, setStateValue) {
    this.place = `first-epoch-pad ${name}`
    this.texts = texts
    this.tellsPage = tellsPage
    this.setStateValue = setStateValue
    this.screen.setAttribute("aria-label", texts.pad)
    this.root.querySelector(".tools").setAttribute("aria-label", texts.tools)
    this.root.querySelector(".hint.hand").textContent = texts.hint
    this.root.querySelector(".hint.keys").textContent = texts.keys
    for (const [name, button] of Object.entries(this.buttons)) {
      button.querySelector("span").textContent = texts[name]
      button.title = texts[`${name}_help`]
    }
  }

  // Strokes

  begin(point, erases) {
    this.past.push(this.strokes)
    this.stroke = { erases, points: [] }
    this.strokes = [...this.strokes, this.stroke]
    this.extend(point)
    this.refresh()
  }

  extend(point) {
    const { stroke } = this
    const sized = { ...point, width: stroke.erases ? ERASER : PEN * (point.force ?? 1) }
    const from = stroke.points.at(-1) ?? sized
    stroke.points.push(sized)
    this.contexts.forEach(context => paintSegment(context, stroke, from, sized))
    this.timer ??= setTimeout(() => this.send(), SEND_EVERY)
  }

  end() {
    this.stroke = null
    this.send()
  }

  undo() {
    if (!this.past.length) return
    this.replace(this.past.pop())
    this.say(this.texts.undone)
  }

  clear() {
    if (!this.strokes.length) return
    this.past.push(this.strokes)
    this.replace([])
    this.say(this.texts.cleared)
  }

  replace(strokes) {
    this.stroke = null
    this.pointer = null
    this.strokes = strokes
    for (const context of this.contexts) {
      blank(context)
      strokes.forEach(stroke => paintStroke(context, stroke))
    }
    this.refresh()
    this.send()
  }

  send() {
    clearTimeout(this.timer)
    this.timer = null
    this.keep()
    this.tell()
    if (this.tellsPage) this.setStateValue("drawing", this.drawing)
  }

  tell = () => document.dispatchEvent(new CustomEvent("first-epoch-drawing", { detail: this.drawing }))

  get drawing() {
    return this.strokes.length ? this.picture.toDataURL("image/png") : null
  }

  // A reload of the page begins with the same drawing; the tab forgets it when it is closed.

  keep() {
    try {
      sessionStorage.setItem(this.place, JSON.stringify(this.strokes))
    } catch {
      // A browser may have no room for it, or be told to keep nothing.
    }
  }

  restore() {
    try {
      const strokes = JSON.parse(sessionStorage.getItem(this.place)) ?? []
      if (strokes.length) this.replace(strokes)
    } catch {
      // Then the pad begins empty.
    }
  }

  // Mouse, finger, pen

  press(event) {
    const erasing = event.button === 5 // the other end of a pen
    if (!event.isPrimary || (event.button !== 0 && !erasing)) return
    this.lift()
    this.pointer = event.pointerId
    this.screen.setPointerCapture(event.pointerId)
    this.begin(this.pointOf(event), erasing || this.erases)
  }

  drag(event) {
    if (event.pointerId !== this.pointer) return
    // A browser reports at most one move a frame and keeps those between: a fast hand needs them.
    const moves = event.getCoalescedEvents?.() ?? []
    for (const move of moves.length ? moves : [event]) this.extend(this.pointOf(move))
  }

  release(event) {
    if (event.pointerId !== this.pointer) return
    this.pointer = null
    this.end()
  }

  pointOf(event) {
    const box = this.screen.getBoundingClientRect()
    return {
      x: ((event.clientX - box.left) * SIDE) / box.width,
      y: ((event.clientY - box.top) * SIDE) / box.height,
      force: event.pointerType === "pen" ? 0.6 + 0.8 * event.pressure : 1,
    }
  }

  // Keyboard

  type(event) {
    const command = event.ctrlKey || event.metaKey
    if (command && event.key.toLowerCase() === "z") this.undo()
    else if (command || event.altKey) return
    else if (event.key in ARROWS) this.moveCursor(...ARROWS[event.key])
    else if (event.key === " " || event.key === "Enter") this.togglePen()
    else if (event.key === "Delete" || event.key === "Backspace") this.clear()
    else if (event.key === "Escape") this.lift()
    else return
    event.preventDefault()
  }

  moveCursor(dx, dy) {
    const within = value => Math.min(SIDE, Math.max(0, value))
    this.cursor = { x: within(this.cursor.x + dx), y: within(this.cursor.y + dy) }
    this.placeRing()
    if (this.stroke && this.pointer === null) this.extend(this.cursor)
  }

  placeRing() {
    const size = this.erases ? ERASER : PEN
    const share = length => `${(length / SIDE) * 100}%`
    Object.assign(this.ring.style, {
      width: share(size),
      left: share(this.cursor.x - size / 2),
      top: share(this.cursor.y - size / 2),
    })
  }

  togglePen() {
    if (this.pointer !== null) return
    if (this.stroke) {
      this.lift()
    } else {
      this.begin(this.cursor, this.erases)
      this.say(this.texts.pen_down)
    }
    this.refresh()
  }

  lift() {
    if (!this.stroke || this.pointer !== null) return
    this.end()
    this.say(this.texts.pen_up)
    this.refresh()
  }

  // What the pad shows of itself

  get erases() {
    return this.buttons.erase.getAttribute("aria-pressed") === "true"
  }

  toggleEraser() {
    this.buttons.erase.setAttribute("aria-pressed", String(!this.erases))
    this.placeRing()
  }

  refresh() {
    this.root.classList.toggle("inked", this.strokes.length > 0)
    this.ring.classList.toggle("down", this.stroke !== null && this.pointer === null)
    this.buttons.undo.disabled = !this.past.length
    this.buttons.clear.disabled = !this.strokes.length
  }

  say(text) {
    this.status.textContent = text
  }
}

const pads = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  const known = pads.get(parentElement)
  const pad = known ?? new Pad(parentElement, data.side)
  pads.set(parentElement, pad)
  pad.update(data, setStateValue)
  if (!known) pad.restore()
  // A new, empty pad in a session that still holds the ink of an old one.
  if (!known && data.inked && !pad.strokes.length) setStateValue("drawing", null)
  return () => {
    pad.leave()
    pads.delete(parentElement)
  }
}
