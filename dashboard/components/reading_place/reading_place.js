// A button goes away when it has done its work, and the focus with it: it would begin anew at the top
// of the page, and a screen reader would say nothing.

const BLOCK = "[class*=st-key-block_]"
const RESULT = "[class*=st-key-judged_]"
const USES = ["focusin", "pointerdown"]
const WORDS = "[data-testid=stMarkdownContainer], [data-testid=stCaptionContainer]"

let opened = 0 // chapters, so far
let stop = () => {}

const keyOf = (element) => [...element.classList].find((name) => name.startsWith("st-key-"))

const focus = (element, options) => {
  element.tabIndex = -1
  element.focus(options)
}

const tell = (block) => {
  const result = block.querySelector(RESULT) ?? block
  const words = result.querySelector(WORDS)
  words.id ||= `told-${keyOf(result)}`
  result.setAttribute("role", "group")
  result.setAttribute("aria-labelledby", words.id)
  focus(result, { preventScroll: true })
}

export default function ({ data, parentElement }) {
  stop()
  const chapter = (parentElement.host ?? parentElement).closest(".st-key-chapter")
  if (!chapter) return
  if (data.opened && data.opened !== opened) {
    chapter.scrollTop = 0
    focus(chapter.querySelector("h2"))
  }
  opened = data.opened

  let key = null // of the block that was used last; of none if something else was since
  const note = ({ target }) => {
    const block = target.closest(BLOCK)
    key = block && chapter.contains(block) ? keyOf(block) : null
  }
  const changes = new MutationObserver(() => {
    const block = key && chapter.querySelector(`.${CSS.escape(key)}`)
    if (block && document.activeElement === document.body) tell(block)
  })
  for (const use of USES) document.addEventListener(use, note)
  changes.observe(chapter, { childList: true, subtree: true })
  stop = () => {
    for (const use of USES) document.removeEventListener(use, note)
    changes.disconnect()
  }
  return stop
}
