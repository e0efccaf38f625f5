// What a network shows of itself: watched pictures with its verdicts, units, gradients.

const BLUE = [0, 114, 178]
const ORANGE = [230, 159, 0]
const DECADES = [-6, 2] // the bars of gradients reach from 10⁻⁶ to 10²
const UNITS_A_ROW = 8
const MOST_UNITS = 16
const EMPTY_UNIT = 8

class Inside {
  // watched: {image, labels, side, classes, layers} as `player()` describes it
  constructor(root, watched, texts, write) {
    const find = (selector) => root.querySelector(selector)
    Object.assign(this, { texts, write })
    this.title = find(".watched figcaption")
    this.watched = new Watched(find(".grid"), watched, texts)
    this.units = new Units(find(".units"), texts, write)
    this.layers = new Layers(find(".layers table"), texts, write)
    this.layersToCome = watched.layers
    explained(find(".units figcaption"), texts.units, texts.unitsHelp)
    explained(find(".layers figcaption"), texts.layers, texts.layersHelp)
    find(".notice").textContent = texts.watchedNotice
    this.show(null)
  }

  show(probe, stepsPerEpoch) {
    if (probe === this.shown) return
    this.shown = probe
    const { right, count } = this.watched.show(probe)
    const epoch = probe && this.write.number(probe.step / stepsPerEpoch, 1)
    write(this.title, fill(probe ? this.texts.watched : this.texts.watchedSoon, { right, count, epoch }))
    this.units.show(probe)
    this.layers.show(probe ? probe.layers : this.layersToCome)
  }
}

// A title, and a question mark that explains it to who points at it or reaches it with the keyboard.
function explained(title, words, help) {
  const sign = element("button", { type: "button", className: "help", textContent: "?", title: help })
  sign.setAttribute("aria-label", help)
  title.replaceChildren(words, sign)
}

// The watched pictures are one image; each cell shows its place in it.
class Watched {
  constructor(root, { image, labels, classes, side }, texts) {
    Object.assign(this, { root, labels, classes, texts })
    this.cells = labels.map((label, place) => {
      const picture = element("i")
      const [row, column] = [Math.floor(place / side), place % side]
      picture.style.backgroundImage = `url(${image})`
      picture.style.backgroundSize = `${side * 100}%`
      picture.style.backgroundPosition = `${(column / (side - 1)) * 100}% ${(row / (side - 1)) * 100}%`
      const words = element("span")
      return { cell: element("div", {}, picture, words), words }
    })
    root.replaceChildren(...this.cells.map(({ cell }) => cell))
    root.setAttribute("role", "img")
  }

  show(probe) {
    const { texts } = this
    const mistakes = []
    this.cells.forEach(({ cell, words }, place) => {
      const name = this.classes[this.labels[place]]
      if (!probe) {
        Object.assign(cell, { className: "", title: name })
        write(words, "\u00a0")
        return
      }
      const isNumber = Number.isFinite(probe.shares[place])
      const said = isNumber ? this.classes[probe.predicted[place]] : "NaN"
      const isRight = isNumber && probe.predicted[place] === this.labels[place]
      if (!isRight) mistakes.push(fill(texts.mistake, { name, said }))
      cell.className = isRight ? "right" : "wrong"
      cell.title = fill(isRight ? texts.is : texts.isRead, { name, said })
      write(words, isRight ? `✓ ${said}` : `✗ ${said} (${name})`)
    })
    const count = this.labels.length
    const right = count - mistakes.length
    const sentence = !probe ? texts.watchedSoon : mistakes.length ? texts.someWrong : texts.noneWrong
    describe(this.root, fill(sentence, { right, count, list: mistakes.join(", ") }))
    return { right, count }
  }
}

// Weights of the first layer's units as pictures: blue below zero, white at zero, orange above; of
// three channels each brighter where its weight is above zero, darker where it is below.
class Units {
  constructor(root, texts, write) {
    Object.assign(this, { canvas: root.querySelector("canvas"), caption: root.querySelector("small"), texts, write })
  }

  show(probe) {
    const { texts } = this
    const units = probe?.units
    if (!units) {
      this._empty()
      describe(this.canvas, texts.unitsAltNone)
      write(this.caption, probe ? texts.unitsNone : texts.unitsSoon)
      return
    }
    this._draw(units)
    const [count, height, width, channels] = units.shape
    const largest = this.write.significant(units.largest)
    describe(this.canvas, fill(texts.unitsAlt, { count, height, width, largest }))
    const colours = channels === 3 ? texts.unitsColour : texts.unitsGrey
    write(this.caption, units.largest ? fill(colours, { largest }) : texts.unitsZero)
  }

  // The pictures of units in rows; `paint(unit, y, x)` gives the colour of a weight as [r, g, b].
  _sheet(count, height, width, paint) {
    const side = Math.max(height, width)
    const pitch = side + Math.max(1, Math.round(side / 12))
    const rows = Math.ceil(count / UNITS_A_ROW)
    const sheet = new ImageData(UNITS_A_ROW * pitch - (pitch - side), rows * pitch - (pitch - side))
    for (let unit = 0; unit < count; unit++) {
      const left = (unit % UNITS_A_ROW) * pitch + ((side - width) >> 1)
      const top = Math.floor(unit / UNITS_A_ROW) * pitch + ((side - height) >> 1)
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) sheet.data.set(paint(unit, y, x), ((top + y) * sheet.width + left + x) * 4)
      }
    }
    Object.assign(this.canvas, { width: sheet.width, height: sheet.height })
    this.canvas.getContext("2d").putImageData(sheet, 0, 0)
  }

  _empty() {
    this._sheet(MOST_UNITS, EMPTY_UNIT, EMPTY_UNIT, () => [128, 128, 128, 40])
  }

  _draw({ shape: [count, height, width, channels], levels }) {
    const bytes = Int8Array.from(atob(levels), (sign) => sign.charCodeAt(0))
    this._sheet(count, height, width, (unit, y, x) => {
      const from = ((unit * height + y) * width + x) * channels
      if (channels === 3) return [0, 1, 2].map((channel) => 127.5 + (127.5 * bytes[from + channel]) / 127).concat(255)
      return diverging(bytes[from] / 127)
    })
  }
}

// From -1 to 1: blue below zero, white at zero, orange above.
function diverging(level) {
  const end = level < 0 ? BLUE : ORANGE
  return [...end.map((part) => 255 + Math.abs(level) * (part - 255)), 255]
}

// A row a layer: the size of its gradient on a logarithmic scale, and its dead units if units can die.
class Layers {
  constructor(table, texts, write) {
    Object.assign(this, { table, write, rows: new Map() })
    const columns = [texts.layer, texts.gradient, texts.dead]
    const titles = columns.map((column) => element("th", { scope: "col", textContent: column }))
    const head = element("thead", {}, element("tr", {}, ...titles))
    table.replaceChildren(head, (this.body = element("tbody")))
  }

  show(layers) {
    const has = (key) => layers.some((layer) => Number.isFinite(layer[key]))
    this.table.classList.toggle("none-dies", has("gradient") && !has("dead"))
    for (const { name, gradient, dead } of layers) {
      if (!this.rows.has(name)) this.rows.set(name, this._row(name))
      const { bar, size, share } = this.rows.get(name)
      const isKnown = Number.isFinite(gradient)
      bar.style.setProperty("--share", `${isKnown ? onScale(gradient) * 100 : 0}%`)
      write(size, isKnown ? this.write.significant(gradient) : "")
      write(share, Number.isFinite(dead) ? this.write.percent(dead, 0) : "")
    }
  }

  _row(name) {
    const [bar, size, share] = [element("i"), element("b"), element("td")]
    const title = element("th", { scope: "row", textContent: name, title: name })
    this.body.append(element("tr", {}, title, element("td", {}, bar, size), share))
    return { bar, size, share }
  }
}

function onScale(gradient) {
  if (!(gradient > 0)) return 0
  const [low, high] = DECADES
  return Math.min(Math.max((Math.log10(gradient) - low) / (high - low), 0), 1)
}
