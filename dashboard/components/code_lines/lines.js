// Lines are kept and filled anew, so that the one with the keyboard's focus keeps it.

const newLine = () => {
  const line = document.createElement("label")
  const choice = document.createElement("input")
  choice.type = "radio"
  choice.name = "line"
  line.append(choice, document.createElement("code"))
  return line
}

// A long line may go on after a space or a bracket that opens, but not after its indentation.
const write = (written, code) => {
  const parts = code.split(/(?<=\S\s+|\()(?=\S)/).map((part) => {
    const span = document.createElement("span")
    span.textContent = part
    return [span, document.createElement("wbr")]
  })
  written.replaceChildren(...parts.flat())
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".lines")
  root.setAttribute("aria-label", data.label)
  while (root.children.length > data.lines.length) root.lastChild.remove()
  while (root.children.length < data.lines.length) root.append(newLine())
  data.lines.forEach(({ place, code, isChoice, isSolution }, index) => {
    const line = root.children[index]
    line.dataset.number = place + 1
    const [choice, written] = line.children
    if (written.textContent !== code) write(written, code)
    written.style.setProperty("--indent", code.length - code.trimStart().length)
    line.classList.toggle("solution", isSolution)
    line.title = isSolution ? data.solutionWords : ""
    choice.hidden = choice.disabled = !isChoice
    choice.checked = place === data.marked
    choice.onchange = () => setTriggerValue("marked", place)
  })
}
