// A picture from the clipboard: Ctrl+V anywhere on the page, or the button.

export default function ({ data, parentElement, setTriggerValue }) {
  const { texts, most } = data
  const button = parentElement.querySelector("button")
  const status = parentElement.querySelector("p")
  button.querySelector("span").textContent = texts.paste
  button.title = texts.paste_help
  const say = text => (status.textContent = text)

  const take = blob => {
    if (!blob) return say(texts.nothing)
    if (blob.size > most) return say(texts.too_large)
    say("")
    const reader = new FileReader()
    reader.onload = () => setTriggerValue("picture", reader.result)
    reader.readAsDataURL(blob)
  }
  const isPicture = type => type.startsWith("image/")

  button.onclick = async () => {
    try {
      const items = await navigator.clipboard.read()
      const item = items.find(item => item.types.some(isPicture))
      take(item && (await item.getType(item.types.find(isPicture))))
    } catch {
      say(texts.use_keys) // no permission, or a page without https
    }
  }

  const pasted = event => {
    const picture = [...(event.clipboardData?.files ?? [])].find(file => isPicture(file.type))
    if (!picture) return
    event.preventDefault()
    take(picture)
  }
  // This function runs again whenever the page does; the listener before goes with it.
  parentElement.stopPasting?.()
  document.addEventListener("paste", pasted)
  parentElement.stopPasting = () => document.removeEventListener("paste", pasted)
  return parentElement.stopPasting
}
