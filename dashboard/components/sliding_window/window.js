// The window moves here, without asking Python: everything it needs has been sent.

const PACE = 350 // milliseconds a place, while it slides
const MOST_WRITTEN = 5 // a larger kernel has colours alone
const BLUE = [0, 114, 178]
const ORANGE = [230, 159, 0]
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

const written = number => {
  if (number === 0) return "0"
  const size = Math.abs(number)
  const text = size < 0.0005 || size >= 1e5 ? number.toExponential(1)
    : size >= 100 ? number.toFixed(0) : size >= 10 ? number.toFixed(1)
    : size >= 1 ? number.toFixed(2) : number.toFixed(3)
  return text.replace("-", "−")
}

const factor = number => (number < 0 ? `(${written(number)})` : written(number))

const colour = share => {
  const amount = Math.min(Math.abs(share), 1)
  const end = share < 0 ? BLUE : ORANGE
  return `rgb(${end.map(level => Math.round(255 + amount * (level - 255))).join(" ")})`
}

const largest = rows => Math.max(1e-12, ...rows.flat().map(Math.abs))

class Slide {
  timer = null

  constructor(root) {
    const find = selector => root.querySelector(selector)
    this.root = find(".slide")
    this.input = find(".input")
    this.output = find(".output")
    this.tables = ["patch", "kernel", "products"].map(name => find(`table.${name}`))
    this.equation = find(".equation")
    this.button = find("button")
    this.where = find(".tools span")
    this.find = find
    this.button.onclick = () => (this.timer ? this.hold() : this.play())
    this.root.onkeydown = event => this.type(event)
    this.follow(this.output, (row, column) => [row, column])
    this.follow(this.input, (row, column) => {
      const { starts, stride, kernel } = this.data
      const middle = (kernel.length - 1) / 2
      return [row, column].map((at, axis) => Math.round((at - starts[axis] - middle) / stride))
    })
  }

  update(data) {
    const { place, ...rest } = data
    const known = JSON.stringify(rest)
    if (known === this.known) return
    this.known = known
    this.data = data
    const { texts } = data
    this.find(".input figcaption").textContent = texts.input
    this.find(".output figcaption").textContent = texts.output
    for (const name of ["patch", "kernel", "products"])
      this.find(`figcaption.${name}`).textContent = texts[name]
    this.root.setAttribute("aria-label", texts.hint)
    this.input.querySelector("img").src = data.input_image
    this.output.querySelector("img").src = data.output_image
    this.scale = largest(data.numbers)
    if (!this.timer) this.button.textContent = texts.play
    this.go(place)
  }

  follow(figure, toPlace) {
    const image = figure.querySelector("img")
    const point = event => {
      const box = image.getBoundingClientRect()
      const rows = figure === this.input ? this.data.numbers : this.data.output
      const at = (share, count) => Math.floor(Math.min(Math.max(share, 0), 0.999) * count)
      this.hold()
      this.go(toPlace(
        at((event.clientY - box.top) / box.height, rows.length),
        at((event.clientX - box.left) / box.width, rows[0].length),
      ))
    }
    image.onpointermove = point
    image.onpointerdown = point
  }

  type(event) {
    const step = ARROWS[event.key]
    if (!step) return
    event.preventDefault()
    this.hold()
    this.go(this.place.map((at, axis) => at + step[axis]))
  }

  play() {
    this.button.textContent = this.data.texts.pause
    this.equation.setAttribute("aria-live", "off") // three sums a second are too many to be read out
    this.timer = setInterval(() => {
      const [row, column] = this.place
      const { output } = this.data
      const last = column + 1 >= output[0].length
      this.go(last ? [(row + 1) % output.length, 0] : [row, column + 1])
    }, PACE)
  }

  hold() {
    clearInterval(this.timer)
    this.timer = null
    this.equation.removeAttribute("aria-live")
    this.button.textContent = this.data.texts.play
  }

  go(place) {
    const { numbers, kernel, output, starts, stride, others, bias, texts } = this.data
    const sides = [output.length, output[0].length]
    this.place = place.map((at, axis) => Math.min(Math.max(at, 0), sides[axis] - 1))
    const [row, column] = this.place
    const [top, left] = this.place.map((at, axis) => starts[axis] + at * stride)
    const patch = kernel.map((line, y) => line.map((_, x) => numbers[top + y]?.[left + x]))
    const products = kernel.map((line, y) => line.map((weight, x) => weight * (patch[y][x] ?? 0)))
    this.fill(this.tables[0], patch, this.scale)
    this.fill(this.tables[1], kernel, largest(kernel))
    this.fill(this.tables[2], products, largest(products))
    this.frame(this.input, top, left, kernel.length, numbers.length, numbers[0].length)
    this.frame(this.output, row, column, 1, ...sides)
    const sum = products.flat().reduce((total, product) => total + product, 0)
    const terms = [[sum, texts.sum]]
    if (others) terms.push([others[row][column], texts.others])
    terms.push([bias, texts.bias])
    const total = terms.reduce((all, [number]) => all + number, 0)
    this.equation.replaceChildren(
      ...terms.flatMap(([number, words], i) => {
        const term = document.createElement("span")
        const small = document.createElement("small")
        small.textContent = ` ${words}`
        term.append(i ? `+ ${factor(number)}` : written(number), small)
        return [term, " "]
      }),
      Object.assign(document.createElement("b"), { textContent: `= ${written(total)}` }),
    )
    this.where.textContent = texts.place.replace("{row}", row).replace("{column}", column)
  }

  fill(table, rows, scale) {
    table.classList.toggle("wide", rows.length > MOST_WRITTEN)
    table.replaceChildren(
      ...rows.map(line => {
        const row = document.createElement("tr")
        row.append(...line.map(number => {
          const cell = document.createElement("td")
          cell.textContent = written(number ?? 0)
          cell.style.background = colour((number ?? 0) / scale)
          if (number === undefined) cell.className = "edge"
          cell.title = number === undefined ? this.data.texts.edge : String(number)
          return cell
        }))
        return row
      }),
    )
  }

  frame(figure, top, left, size, rows, columns) {
    const box = figure.querySelector("i")
    const share = (part, whole) => `${(100 * part) / whole}%`
    Object.assign(box.style, {
      top: share(top, rows),
      left: share(left, columns),
      width: share(size, columns),
      height: share(size, rows),
    })
  }
}

const slides = new WeakMap()

export default function ({ data, parentElement }) {
  const slide = slides.get(parentElement) ?? new Slide(parentElement)
  slides.set(parentElement, slide)
  slide.update(data)
  return () => {
    clearInterval(slide.timer)
    slides.delete(parentElement)
  }
}
