// A button goes away when it has done its work, and the focus with it: it would begin anew at the top
// of the page, and a screen reader would say nothing.

const BLOCK = "[class*=st-key-block_]"
const RESULT = "[class*=st-key-judged_]"
const WORDS = "[data-testid=stMarkdownContainer], [data-testid=stCaptionContainer]"

let shown = null // the chapter that was shown last
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
  if (shown !== null && shown !== data.chapter) {
    chapter.scrollTop = 0
    focus(chapter.querySelector("h2"))
  }
  shown = data.chapter

  let key = null // of the block that has the focus, or had it when its button went away
  const note = ({ target }) => {
    const block = target.closest(BLOCK)
    key = block && chapter.contains(block) ? keyOf(block) : null
  }
  const changes = new MutationObserver(() => {
    const block = key && chapter.querySelector(`.${CSS.escape(key)}`)
    if (block && document.activeElement === document.body) tell(block)
  })
  document.addEventListener("focusin", note)
  changes.observe(chapter, { childList: true, subtree: true })
  stop = () => {
    document.removeEventListener("focusin", note)
    changes.disconnect()
  }
  return stop
}
