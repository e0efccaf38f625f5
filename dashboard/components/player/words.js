// Sentences and numbers for people, in the language of the visit.

// "{name}" in a sentence is replaced by the value of that name.
const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)

// What is not finite comes as null, because JSON has no NaN.
function writer(language) {
  const formats = new Map() // made once: a format costs a hundred times what it writes
  const local = (value, options) => {
    if (!Number.isFinite(value)) return "NaN"
    const asked = JSON.stringify(options)
    if (!formats.has(asked)) formats.set(asked, new Intl.NumberFormat(language, options))
    return formats.get(asked).format(value)
  }
  const number = (value, digits) => local(value, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const power = (value, digits) => local(value, { notation: "scientific", maximumSignificantDigits: digits })
  const isExtreme = (value) => value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
  return {
    number,
    whole: (value) => number(Math.round(value), 0),
    count: (value) => local(Math.round(value), { useGrouping: false }),
    percent: (value, digits = 1) =>
      local(value, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }),
    significant: (value, digits = 2) =>
      isExtreme(value) ? power(value, digits) : local(value, { maximumSignificantDigits: digits }),
    plain: (value) => local(value, { maximumSignificantDigits: 6 }),
    loss: (value) =>
      Math.abs(value) >= 1e5 ? power(value, 3) : number(value, value !== 0 && value < 0.1 ? 4 : 3),
  }
}

// A name in a sentence that may be written from the other side.
const isolated = (name) => `\u2068${name}\u2069`

function element(kind, properties = {}, ...children) {
  const made = Object.assign(document.createElement(kind), properties)
  made.append(...children)
  return made
}

// Writes only what is new: an element that is written to is laid out again.
function write(place, words) {
  if (place.textContent !== words) place.textContent = words
}

function describe(place, words) {
  if (place.getAttribute("aria-label") !== words) place.setAttribute("aria-label", words)
}

function press(button, isOn) {
  button.setAttribute("aria-pressed", String(isOn))
}
