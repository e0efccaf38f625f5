// Text of a page that did not go through the catalogue, and text that is cut off.
//
// In the pseudo-locale every sentence stands in ⟦brackets⟧, so a letter outside of all brackets is
// bare. Text is walked in document order, into shadow trees; `allowed` are names that no language
// translates.
({ allowed, outside }) => {
  const names = new Set(allowed)
  const bare = new Set()
  let depth = 0

  const isShown = element =>
    element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
  const isIcon = element => getComputedStyle(element).fontFamily.includes("Material")
  const isName = words =>
    names.has(words) ||
    words.split(/[\s·→×,:/()]+/).every(word => !/\p{L}{2}/u.test(word) || names.has(word))

  const read = (text, element) => {
    let words = ""
    for (const sign of text) {
      if (sign === "⟦") depth += 1
      else if (sign === "⟧") depth -= 1
      else if (!depth) words += sign
    }
    words = words.trim()
    if (words && isShown(element) && !isIcon(element) && !isName(words)) bare.add(words)
  }

  const walk = node => {
    for (const child of node.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) {
        const element = child.parentElement ?? child.parentNode.host
        if (/\p{L}|[⟦⟧]/u.test(child.data)) read(child.data, element)
      } else if (child.nodeType === Node.ELEMENT_NODE && !child.matches(outside)) {
        walk(child.shadowRoot ?? child)
      }
    }
  }
  walk(document.body)

  const cut = new Set()
  const measure = root => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) measure(element.shadowRoot)
      if (element.closest(outside) || !isShown(element)) continue
      const own = [...element.childNodes].some(
        child => child.nodeType === Node.TEXT_NODE && child.data.trim(),
      )
      const look = getComputedStyle(element)
      const box = element.getBoundingClientRect()
      const hides = /hidden|clip/.test(look.overflowX) && box.width > 1 // else for readers only
      if (own && hides && element.scrollWidth > element.clientWidth + 1) cut.add(element.textContent)
    }
  }
  measure(document.body)

  const { scrollWidth } = document.documentElement
  if (scrollWidth > innerWidth) cut.add(`the page is ${scrollWidth} px wide`)
  return { bare: [...bare], cut: [...cut], open: depth }
}
