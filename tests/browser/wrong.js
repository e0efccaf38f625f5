// What is wrong with the page on screen: red boxes, what is wider than it, text that is cut off.
() => {
  const wrong = new Set()
  const parent = element => element.parentElement ?? element.getRootNode().host
  const isShown = element =>
    element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
  const words = element => element.textContent.trim().replace(/\s+/g, " ").slice(0, 60)

  // Inside of something that scrolls, or that cuts on purpose, nothing is wider than the page.
  const isHeld = element => {
    for (let around = parent(element); around; around = parent(around)) {
      if (around.matches?.("[data-testid=stMain]")) return false
      if (/auto|scroll|hidden|clip/.test(getComputedStyle(around).overflowX)) return true
    }
    return false
  }

  const measure = root => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) measure(element.shadowRoot)
      if (!element.closest("[data-testid=stMain]") && root === document) continue
      if (!isShown(element)) continue
      if (element.matches("[data-testid=stException], [data-testid=stAlertContentError]"))
        wrong.add(`red box: ${words(element)}`)
      const box = element.getBoundingClientRect()
      if (box.width > 1 && box.right > innerWidth + 1 && !isHeld(element))
        wrong.add(`wider than the page: ${element.tagName} ${element.className} ${words(element)}`)
      const look = getComputedStyle(element)
      const own = [...element.childNodes].some(
        child => child.nodeType === Node.TEXT_NODE && child.data.trim(),
      )
      const hides = /hidden|clip/.test(look.overflowX) && box.width > 1 // else for readers only
      if (own && hides && element.scrollWidth > element.clientWidth + 1 && !element.closest("[title]"))
        wrong.add(`cut off: ${words(element)}`)
    }
  }
  measure(document)

  for (const box of [document.documentElement, document.querySelector("[data-testid=stMain]")])
    if (box && box.scrollWidth > box.clientWidth + 1)
      wrong.add(`the page is ${box.scrollWidth} px wide`)
  return [...wrong]
}
