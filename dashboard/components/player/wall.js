// Many runs, each small: a curve of its validation accuracy, its name and its newest value.

class Wall {
  constructor(root) {
    this.root = root
    this.tiles = new Map()
  }

  show(runs, films, writer, colour) {
    if ([...this.tiles.keys()].join() !== runs.map(({ id }) => id).join()) this._build(runs)
    for (const { id, name } of runs) this._tile(this.tiles.get(id), films.get(id).state, name, writer, colour)
  }

  _build(runs) {
    this.tiles = new Map(runs.map(({ id }) => [id, this._made()]))
    this.root.replaceChildren(...[...this.tiles.values()].map(({ figure }) => figure))
  }

  _made() {
    const [title, canvas, value] = [element("figcaption"), element("canvas"), element("b")]
    canvas.setAttribute("aria-hidden", "true")
    return { figure: element("figure", {}, title, canvas, value), title, canvas, value, drawn: null }
  }

  _tile(tile, state, name, writer, colour) {
    const last = state.validation.at(-1)
    write(tile.title, name)
    write(tile.value, last ? writer.percent(last.accuracy) : "–")
    if (tile.drawn === last) return
    tile.drawn = last
    const { clientWidth: width, clientHeight: height } = tile.canvas
    const ratio = window.devicePixelRatio || 1
    Object.assign(tile.canvas, { width: width * ratio, height: height * ratio })
    const pen = tile.canvas.getContext("2d")
    pen.scale(ratio, ratio)
    Object.assign(pen, { strokeStyle: colour, lineWidth: 2, lineJoin: "round" })
    pen.beginPath()
    const longest = Math.max(1, last?.x ?? 1)
    for (const { x, accuracy } of state.validation) {
      if (Number.isFinite(accuracy)) pen.lineTo(1 + (x / longest) * (width - 2), 1 + (1 - accuracy) * (height - 2))
    }
    pen.stroke()
  }
}
