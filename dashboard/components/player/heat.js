// Runs in the cells of a table, one setting down and another across: a heat map that moves while
// they train. A cell has the colour of its newest validation accuracy, that number, and its curves.

const LEAST_SPAN = 0.1 // of the colours: what lies closer together looks much the same
const DARK = 0.5 // the share of the scale up to which a colour wants white letters

class Heat {
  constructor(root) {
    this.root = root
  }

  // `grid` is described at `Grid` in `__init__.py`, `runs` at `Curves.draw`.
  show(grid, runs, texts, writer) {
    if (grid !== this.grid) this._take(grid, texts)
    const states = new Map(runs.map(({ id, state }) => [id, state]))
    const told = this.cells.map((cell) => ({ ...cell, states: cell.runs.map((id) => states.get(id)).filter(Boolean) }))
    const values = told.map((cell) => newest(cell.states))
    const known = values.filter(Number.isFinite)
    const [low, high] = endsOf(known)
    told.forEach((cell, place) => this._cell(cell, values[place], (values[place] - low) / (high - low), writer))
    this._ends(known.length ? [low, high] : null, texts, writer)
  }

  // The page sends a grid again whenever it is drawn; mostly it is the same.
  _take(grid, texts) {
    this.grid = grid
    const shape = JSON.stringify([grid, texts.gridCorner])
    if (shape !== this.shape) this._build(grid, texts)
    this.shape = shape
  }

  _build(grid, texts) {
    const head = (words, scope) => element("th", { scope }, words)
    this.cells = []
    const rows = grid.rows.map((name, row) => {
      const cells = grid.columns.map((_, column) => this._made(grid.cells[row * grid.columns.length + column]))
      this.cells.push(...cells)
      return element("tr", {}, head(name, "row"), ...cells.map(({ place }) => place))
    })
    const corner = element("td", {}, fill(texts.gridCorner, { rows: grid.down, columns: grid.across }))
    const top = element("tr", {}, corner, ...grid.columns.map((name) => head(name, "col")))
    const [caption, scale] = [element("figcaption"), element("p", { className: "scale" })]
    const table = element("table", {}, element("thead", {}, top), element("tbody", {}, ...rows))
    scale.style.setProperty("--scale", `linear-gradient(to right, ${grid.scale.join(", ")})`)
    write(caption, grid.title)
    this.root.replaceChildren(caption, table, scale)
    this.scale = scale
  }

  _made({ runs, link }) {
    const [canvas, value] = [element("canvas"), element("b")]
    canvas.setAttribute("aria-hidden", "true")
    const opens = link ? element("a", { href: link, target: "_blank", rel: "noopener" }, value, canvas) : element("span", {}, value, canvas)
    return { runs, canvas, value, place: element("td", {}, opens) }
  }

  _cell({ place, value, canvas, states }, accuracy, share, writer) {
    const isKnown = Number.isFinite(accuracy)
    write(value, isKnown ? writer.percent(accuracy) : "–")
    place.style.background = isKnown ? between(this.grid.scale, share) : ""
    place.style.color = isKnown ? (share < DARK ? "#fff" : "#1a1a1a") : ""
    drawCurves(canvas, states)
  }

  // What the darkest and the brightest colour say.
  _ends(ends, texts, writer) {
    this.scale.hidden = !ends
    if (!ends) return
    const [low, high] = ends.map((value) => writer.percent(value, 0))
    write(this.scale, fill(texts.gridScale, { low, high }))
  }
}

// The accuracies of the darkest and the brightest colour: the least and the highest that are known,
// or as far apart as they have to be. None is above 1.
function endsOf(known) {
  const high = Math.min(Math.max(...known, Math.min(...known) + LEAST_SPAN), 1)
  return [Math.min(...known, high - LEAST_SPAN), high]
}

// The mean of what the runs of a cell reach now; NaN as long as none has told.
function newest(states) {
  const values = states.map(({ validation }) => validation.at(-1)?.accuracy).filter(Number.isFinite)
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

// The colour at a share of a scale of colours.
function between(scale, share) {
  const place = Math.min(Math.max(share, 0), 1) * (scale.length - 1)
  const from = Math.min(Math.floor(place), scale.length - 2)
  return `color-mix(in srgb, ${scale[from + 1]} ${(place - from) * 100}%, ${scale[from]})`
}

// Validation accuracies from 0, below, to 1, in the colour of the words beside them.
function drawCurves(canvas, states) {
  const { clientWidth: width, clientHeight: height } = canvas
  const points = states.map(({ validation }) => validation.at(-1)?.x ?? -1)
  const drawn = JSON.stringify([width, height, points, canvas.parentElement.parentElement.style.color])
  if (canvas.drawn === drawn) return
  canvas.drawn = drawn
  const ratio = window.devicePixelRatio || 1
  Object.assign(canvas, { width: width * ratio, height: height * ratio })
  const pen = canvas.getContext("2d")
  pen.scale(ratio, ratio)
  Object.assign(pen, { strokeStyle: getComputedStyle(canvas).color, lineWidth: 1.5, lineJoin: "round" })
  const longest = Math.max(1, ...points)
  for (const { validation } of states) {
    pen.beginPath()
    for (const { x, accuracy } of validation) {
      if (Number.isFinite(accuracy)) pen.lineTo(1 + (x / longest) * (width - 2), 1 + (1 - accuracy) * (height - 2))
    }
    pen.stroke()
  }
}
