// A square frame over a photo: dragged with mouse or finger, or moved with the keys. Lengths are in
// pixels of the photo, whatever its size on the screen.

const SEND_EVERY = 120 // milliseconds, while the frame is dragged
const SMALLEST = 8
const STEP = 0.02 // of the photo's shorter side, for one press of a key

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }

const between = (low, value, high) => Math.max(low, Math.min(value, high))

class Frame {
  timer = null
  start = null // where the pointer and the frame were when the drag began

  constructor(root) {
    this.image = root.querySelector("img")
    this.box = root.querySelector(".crop")
    this.keys = root.querySelector(".keys")
    this.box.onpointerdown = event => this.press(event)
    this.box.onpointermove = event => this.drag(event)
    this.box.onpointerup = this.box.onpointercancel = () => this.release()
    this.box.onkeydown = event => this.type(event)
  }

  update({ image, width, height, crop, texts }, setStateValue) {
    this.setStateValue = setStateValue
    Object.assign(this, { width, height })
    this.image.alt = texts.photo
    this.box.setAttribute("aria-label", texts.frame)
    this.keys.textContent = texts.keys
    if (this.image.src !== image) {
      this.image.src = image
      this.place(crop)
    }
  }

  place({ left, top, side }) {
    side = between(SMALLEST, side, Math.min(this.width, this.height))
    left = between(0, left, this.width - side)
    top = between(0, top, this.height - side)
    this.crop = { left, top, side }
    Object.assign(this.box.style, {
      left: `${(100 * left) / this.width}%`,
      top: `${(100 * top) / this.height}%`,
      width: `${(100 * side) / this.width}%`,
      height: `${(100 * side) / this.height}%`,
    })
  }

  press(event) {
    if (!event.isPrimary || event.button !== 0) return
    this.box.setPointerCapture(event.pointerId)
    const resizes = event.target.classList.contains("handle")
    this.start = { x: event.clientX, y: event.clientY, resizes, ...this.crop }
  }

  drag(event) {
    if (!this.start) return
    const { left, top, side, resizes } = this.start
    const scale = this.width / this.image.clientWidth
    const x = (event.clientX - this.start.x) * scale
    const y = (event.clientY - this.start.y) * scale
    if (resizes) {
      // The corner follows the pointer; the opposite one stays where it is.
      const room = Math.min(this.width - left, this.height - top)
      this.place({ left, top, side: Math.min(side + Math.max(x, y), room) })
    } else {
      this.place({ left: left + x, top: top + y, side })
    }
    this.timer ??= setTimeout(() => this.send(), SEND_EVERY)
  }

  release() {
    if (!this.start) return
    this.start = null
    this.send()
  }

  type(event) {
    event.stopPropagation() // the page has shortcuts of its own
    const step = STEP * Math.min(this.width, this.height)
    const { left, top, side } = this.crop
    const grow = { "+": step, "=": step, "-": -step }[event.key]
    if (event.key in ARROWS) {
      const [x, y] = ARROWS[event.key]
      this.place({ left: left + x * step, top: top + y * step, side })
    } else if (grow && !event.ctrlKey && !event.metaKey) {
      this.place({ left: left - grow / 2, top: top - grow / 2, side: side + grow })
    } else return
    event.preventDefault()
    this.timer ??= setTimeout(() => this.send(), SEND_EVERY)
  }

  send() {
    clearTimeout(this.timer)
    this.timer = null
    this.setStateValue("crop", this.crop)
  }
}

const frames = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  const frame = frames.get(parentElement) ?? new Frame(parentElement)
  frames.set(parentElement, frame)
  frame.update(data, setStateValue)
  return () => {
    clearTimeout(frame.timer)
    frames.delete(parentElement)
  }
}
