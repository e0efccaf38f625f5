// The two charts of a player: which lines they have, what their titles and their cross-hair say.

const COLOURS = { training: "#0072B2", moments: "#56B4E9", validation: "#E69F00", prediction: PREDICTION }
const FIGURES = ["loss", "accuracy"]
const LOG_ABOVE = 4 // a loss that begins this many times above guessing would press all else flat
const FIRST_EPOCHS = 20 // what the axis of a longer run shows at first; then it doubles
const CLOSE = 0.04 // the width of a mark's words, as a share of the axis
const PALE = 0.6
const ONE_OF_MANY = { width: 1.5, alpha: 0.75 } // a run among others of its name, as under other seeds
const STEPS = 20 // of the cross-hair by the arrows, where the axis does not count epochs

// Where a point stands on the axis that several runs are compared across.
const PLACE = {
  epochs: ({ x }) => x,
  pictures: ({ x }, { trainCount }) => x * trainCount,
  seconds: ({ seconds }) => seconds,
}

class Curves {
  constructor(root, changed) {
    Object.assign(this, { root, changed, hover: null, log: null, hidden: new Set() })
    this.forced = matchMedia("(forced-colors: active)")
    this.find = (selector) => root.querySelector(selector)
    this.find(".log").onclick = () => {
      this.log = !this._isLog()
      this.changed()
    }
    this.charts = Object.fromEntries(FIGURES.map((figure) => [figure, this._chart(figure)]))
  }

  close() {
    this.sizes.disconnect()
  }

  // shown: {runs: [{id, name, colour, isBefore, rates, planned, state, whole}], main, predicted, until, now, data, write};
  // `state` is what is shown of a run, `whole` all of it, which the axes have to hold; `main` the
  // run whose own lines are drawn up to the place `until`, null if there are several or none;
  // `predicted` the curves [{figure, points}] that were drawn before it; `now` the epochs done where
  // a film stands, or null
  draw(shown) {
    Object.assign(this, shown)
    const theme = themeOf(this.root, this.forced.matches)
    const lines = this._lines()
    const marks = this._marks()
    const xMax = Math.max(this._isByEpoch() ? 1 : 0, ...this.runs.map((run) => this._end(run))) || 1
    const losses = this._losses()
    const log = this._isLog()
    this.find(".charts").classList.toggle("several", !this.main && this.runs.length > 1)
    this._legend(lines)
    this._logSwitch(log)
    for (const figure of FIGURES) {
      const isLog = log && figure === "loss"
      this.charts[figure].draw({
        figure,
        xMax,
        losses,
        log: isLog,
        xName: this.data.texts.axis,
        yName: isLog ? this.data.texts.lossLog : this.data.texts[figure],
        lines: lines.filter(({ name }) => !this.hidden.has(name)),
        reference: this.data.references[figure],
        marks: marks.map((mark) => ({ ...mark, words: this._hasRoom(mark, marks, xMax) ? mark.words : "" })),
        theme,
        writeX: this.data.across === "seconds" ? this.write.plain : this.write.whole,
        onlyWhole: this.data.across !== "seconds",
        writeY: figure === "accuracy" ? (value) => this.write.percent(value, 0) : this.write.significant,
        now: this._isByEpoch() ? this.now : null,
        hover: this.hover,
      })
      this._caption(figure, marks)
    }
  }

  _lines() {
    const before = this.runs.filter(({ isBefore }) => isBefore).flatMap(({ state }) =>
      ["training", "validation"].map((kind) => this._line(`${kind}Before`, state[kind], COLOURS[kind], { dash: [6, 4], alpha: PALE }))
    )
    if (this.main) return [...before, ...this._linesOf(this.main.state).map((line) => ({ ...line, until: this.until })), ...this._predicted()]
    const others = this.runs.filter(({ isBefore }) => !isBefore)
    const look = new Set(others.map(({ name }) => name)).size < others.length ? ONE_OF_MANY : {}
    return [...before, ...others.map(({ name, colour, state }) => ({ name, words: name, points: this._across(state), colour, ...look }))]
  }

  _isByEpoch() {
    return this.data.across === "epochs"
  }

  // The validation points of a run, with their places on the axis.
  _across(state) {
    const place = PLACE[this.data.across]
    return this._isByEpoch() ? state.validation : state.validation.map((point) => ({ ...point, x: place(point, state) }))
  }

  // Where a run ends on the axis; of one that goes on, where it will.
  _end({ whole, planned }) {
    const last = lastEpoch(whole, planned)
    if (this._isByEpoch()) return last
    const point = whole.validation.at(-1)
    if (!point) return 0
    const end = PLACE[this.data.across](point, whole)
    return whole.end || !point.x ? end : (end * last) / point.x
  }

  _linesOf(state) {
    // They are the finer curve only if there are more of them than epochs.
    const isFiner = state.moments.length > state.training.length
    return [
      ...(isFiner ? [this._line("moments", withGaps(state.moments), COLOURS.moments, { width: 1 })] : []),
      this._line("training", state.training, COLOURS.training),
      this._line("validation", state.validation, COLOURS.validation),
    ]
  }

  _predicted() {
    return this.predicted.map(({ points }) => this._line("prediction", points, COLOURS.prediction, { dash: [6, 4] }))
  }

  _line(name, points, colour, look = {}) {
    return { name, words: this.data.texts.lines[name], points, colour, ...look }
  }

  // Decided by the first point while a run goes on, for an axis must not change its nature while
  // one watches; by all points once it is over.
  _isLog() {
    if (this.log !== null) return this.log
    const limit = LOG_ABOVE * (this.data.references.loss?.value ?? Infinity)
    const isHigh = ({ loss }) => Number.isFinite(loss) && loss > limit
    return this.runs.some(({ whole }) =>
      whole.end ? whole.validation.some(isHigh) || whole.training.some(isHigh) : whole.validation.slice(0, 1).some(isHigh)
    )
  }

  // The lowest loss above 0 and the highest, so that every point is seen.
  _losses() {
    let [low, high] = [Infinity, 0]
    for (const { whole } of this.runs) {
      for (const kind of ["moments", "training", "validation"]) {
        for (const { loss } of whole[kind]) {
          if (!Number.isFinite(loss)) continue
          if (loss > high) high = loss
          if (loss > 0 && loss < low) low = loss
        }
      }
    }
    return [low, high]
  }

  _marks() {
    if (!this.main) return []
    return this.runs
      .filter(({ id, isBefore }) => isBefore || id === this.main.id)
      .flatMap(({ state, whole, isBefore, rates, planned }) => {
        const look = isBefore ? { alpha: PALE, low: true } : {}
        const mark = (epoch, words) => ({ x: epoch, words: fill(this.data.texts[words], { epoch: this.write.count(epoch) }), ...look })
        const wentOn = state.wentOn.map((epoch) => mark(epoch, "wentOn"))
        const kept = state.kept === null ? [] : [mark(state.kept, "kept")]
        return [...wentOn, ...kept, ...this._changes(state, rates, lastEpoch(whole, planned)).map((mark) => ({ ...mark, ...look }))]
      })
      .sort((a, b) => a.x - b.x)
  }

  // Of changes that follow one another closely, as when a knob is turned, the last one counts.
  _changes(state, rates, xMax) {
    const { texts } = this.data
    let before = rates
    const found = []
    state.changes.forEach((change, place) => {
      const following = state.changes[place + 1]
      if (following && following.x - change.x < CLOSE * xMax) return
      const words = ["learning_rate", "momentum"]
        .filter((name) => change[name] !== before[name])
        .map((name) => fill(texts[`${name}Mark`], { value: this.write.plain(change[name]) }))
      if (words.length) found.push({ x: change.x, words: words.join(", ") })
      before = change
    })
    return found
  }

  _hasRoom(mark, marks, xMax) {
    const following = marks.find((other) => other.x > mark.x && Boolean(other.low) === Boolean(mark.low))
    return !following || following.x - mark.x >= CLOSE * xMax
  }

  _caption(figure, marks) {
    const title = this.hover === null || !this.runs.length ? this._title(figure) : this._reading(figure)
    write(this.find(`.${figure} figcaption span`), title)
    describe(this.find(`.${figure} canvas`), this._inWords(figure, title, marks))
  }

  _title(figure) {
    const { texts } = this.data
    const { validation: points = [], kept = null } = this.main?.state ?? {}
    if (!points.length) return texts[`${figure}Title`]
    // Of a run that kept an earlier epoch's network, what that one reaches.
    const point = points.find(({ x }) => x === kept) ?? points.at(-1)
    return fill(texts[point === points.at(-1) ? `${figure}Now` : `${figure}Kept`], {
      epoch: this.write.count(point.x),
      value: this._written(figure, point[figure]),
      first: this._written(figure, points[0][figure]),
    })
  }

  // What the lines are at the cross-hair: of one run its two figures, else a figure a name.
  _reading(figure) {
    const { texts } = this.data
    const value = (points) => {
      const point = nearest(points, this.hover)
      return point ? this._written(figure, point[figure]) : "–"
    }
    if (this.main) {
      const { state } = this.main
      const epoch = this.write.count(nearest(state.validation, this.hover)?.x ?? 0)
      return fill(texts[`${figure}At`], { epoch, training: value(state.training), validation: value(state.validation) })
    }
    const names = new Set(this.runs.map(({ name }) => name).filter((name) => !this.hidden.has(name)))
    const each = [...names].map((name) => fill(texts.ofOne, { name: isolated(name), value: this._valueOf(name, figure) }))
    return fill(texts[`${figure}OfEach`], { place: this._writtenPlace(), list: each.join(" · ") })
  }

  // What the runs of a name are at the cross-hair: of several, from the least to the most.
  _valueOf(name, figure) {
    const points = this.runs.filter((run) => run.name === name).map(({ state }) => nearest(this._across(state), this.hover))
    const values = points.filter(Boolean).map((point) => point[figure])
    if (!values.length) return "–"
    const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => this._written(figure, value))
    return low === high ? low : fill(this.data.texts.range, { low, high })
  }

  _writtenPlace() {
    if (this._isByEpoch()) return this.write.count(nearest(longestOf(this.runs), this.hover)?.x ?? 0)
    return this.data.across === "seconds" ? this.write.significant(this.hover) : this.write.whole(this.hover)
  }

  _inWords(figure, title, marks) {
    const { texts } = this.data
    const sentences = [fill(texts.alt, { figure: texts[figure], title })]
    if (marks.length) {
      const named = marks.map(({ words, x }) => fill(texts.altMark, { words, epoch: this.write.number(x, 2) }))
      sentences.push(fill(texts.altMarks, { marks: named.join("; ") }))
    }
    const ended = this.runs.find(({ isBefore }) => isBefore)?.state.validation.at(-1)
    if (ended) sentences.push(fill(texts.altBefore, { value: this._written(figure, ended[figure]) }))
    return sentences.join(" ")
  }

  _written(figure, value) {
    return figure === "loss" ? this.write.loss(value) : this.write.percent(value)
  }

  _logSwitch(log) {
    const button = this.find(".log")
    write(button, this.data.texts.log)
    press(button, log)
  }

  _legend(lines) {
    const key = JSON.stringify(lines.map(({ name, words, colour }) => [name, words, colour]))
    if (key === this.legendShown) return
    this.legendShown = key
    const switched = new Map(lines.map((line) => [line.name, line])) // lines of one name together
    this.find(".legend").replaceChildren(...[...switched.values()].map((line) => this._switch(line)))
  }

  _switch({ name, words, colour, dash }) {
    const sign = element("i", { className: dash ? "dashed" : "" })
    sign.style.borderColor = colour
    const button = element("button", { type: "button" }, sign, words)
    press(button, !this.hidden.has(name))
    button.onclick = () => {
      if (!this.hidden.delete(name)) this.hidden.add(name)
      press(button, !this.hidden.has(name))
      this.changed()
    }
    return button
  }

  _chart(figure) {
    const canvas = this.find(`.${figure} canvas`)
    const chart = new Chart(canvas)
    canvas.onpointermove = canvas.onpointerdown = (event) => this._point(chart.placeAt(event.clientX))
    canvas.onpointerleave = canvas.onblur = () => this._point(null)
    canvas.onkeydown = (event) => this._key(event)
    this.sizes ??= new ResizeObserver(() => this.changed())
    this.sizes.observe(canvas)
    return chart
  }

  _point(place) {
    this.hover = place
    this.changed()
  }

  // The arrows move the cross-hair from epoch to epoch, on another axis by a part of it.
  _key(event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!way || !this.runs.length) return
    event.preventDefault()
    event.stopPropagation()
    const { xMax } = this.charts.loss.spec
    const step = this._isByEpoch() ? 1 : xMax / STEPS
    const steps = Math.round((this.hover ?? (way > 0 ? -step : xMax + step)) / step) + way
    this._point(Math.min(Math.max(steps * step, 0), xMax))
  }
}

// The validation points of the run that has most of them: of several, some have not begun yet.
function longestOf(runs) {
  const all = runs.map(({ state }) => state.validation)
  return all.reduce((longest, points) => (points.length > longest.length ? points : longest))
}

// The same points, and a gap wherever a whole epoch lies between two of them: a fast run tells little.
function withGaps(points) {
  return points.flatMap((point, place) =>
    place && point.x - points[place - 1].x > 1 ? [{ x: point.x, loss: NaN, accuracy: NaN }, point] : [point]
  )
}

// Where the axis ends: it grows with the run, so that the first epochs can be seen.
function lastEpoch(state, planned) {
  const doublings = Math.ceil(Math.log2(Math.max(state.epochsDone / FIRST_EPOCHS, 1)))
  return Math.min(planned, FIRST_EPOCHS * 2 ** doublings)
}
