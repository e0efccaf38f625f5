// Resolves when nothing on the page has moved for a third of a second, at the latest after 20 s.
async () => {
  const places = () =>
    [...document.querySelectorAll('[data-testid=stElementContainer]')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect()
      return [x, y, width, height].map(Math.round).join()
    }).join(';')
  const end = performance.now() + 20_000
  let last = places()
  let since = performance.now()
  while (performance.now() < Math.min(since + 333, end)) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const now = places()
    if (now !== last) [last, since] = [now, performance.now()]
  }
}
