// Tiles are kept and filled anew, so that the one with the keyboard's focus keeps it.

const newTile = () => {
  const tile = document.createElement("button")
  tile.type = "button"
  tile.append(document.createElement("img"), document.createElement("span"))
  return tile
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".tiles")
  root.setAttribute("aria-label", data.label)
  root.style.setProperty("--side", `${data.side}px`)
  root.classList.toggle("row", data.oneRow)
  while (root.children.length > data.tiles.length) root.lastChild.remove()
  while (root.children.length < data.tiles.length) root.append(newTile())
  data.tiles.forEach(({ image, caption, alt, mark }, place) => {
    const tile = root.children[place]
    const [picture, words] = tile.children
    if (picture.getAttribute("src") !== image) picture.src = image
    picture.alt = ""
    words.textContent = caption
    tile.className = mark
    tile.title = alt
    tile.setAttribute("aria-label", alt)
    tile.setAttribute("aria-pressed", String(place === data.chosen))
    tile.onclick = () => setTriggerValue("chosen", place)
  })
}
