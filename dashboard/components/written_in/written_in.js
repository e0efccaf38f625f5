export default function ({ data, parentElement }) {
  const own = (parentElement.host ?? parentElement).closest("[class*=st-key-written_in_]")
  const container = own?.parentElement?.closest("[class*=st-key-]")
  if (!container) return
  Object.assign(container, data)
  return () => Object.keys(data).forEach((name) => container.removeAttribute(name))
}
