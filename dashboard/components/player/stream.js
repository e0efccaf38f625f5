// Frames as the lab sends them: by server-sent events, or by asking where a proxy holds those back.

const SILENT_AFTER = 4000 // milliseconds without even a first word: something holds the stream back
const ASK_EVERY = 500
const AGAIN_AFTER = 2000 // a stream that was refused

class Stream {
  // take(frames) is called with what is new; tell(connected) when the connection is lost or back.
  constructor(address, runs, take, tell) {
    Object.assign(this, { address, runs, take, tell, position: "", closed: false })
    this._open()
  }

  close() {
    this.closed = true
    this.source?.close()
    clearTimeout(this.silence)
    clearTimeout(this.again)
  }

  _url() {
    const url = new URL(this.address, location.href)
    for (const run of this.runs) url.searchParams.append("run", run)
    if (this.position) url.searchParams.set("after", this.position)
    return url
  }

  _open() {
    if (this.closed) return
    this.source = new EventSource(this._url())
    this.silence = setTimeout(() => this._askInstead(), SILENT_AFTER)
    this.source.addEventListener("hello", () => {
      clearTimeout(this.silence)
      this.tell(true)
    })
    this.source.onmessage = ({ data, lastEventId }) => {
      if (lastEventId) this.position = lastEventId
      this.take([JSON.parse(data)])
    }
    this.source.onerror = () => {
      this.tell(false)
      // The browser opens the same address again by itself, but not after a refusal.
      if (this.source.readyState !== EventSource.CLOSED) return
      clearTimeout(this.silence)
      this.again = setTimeout(() => this._open(), AGAIN_AFTER)
    }
  }

  _askInstead() {
    this.source.close()
    this._ask()
  }

  async _ask() {
    try {
      const answer = await fetch(this._url(), { headers: { Accept: "application/json" } })
      if (answer.ok && !this.closed) {
        const { frames, position } = await answer.json()
        this.position = position
        this.take(frames)
      }
      this.tell(answer.ok)
    } catch {
      this.tell(false)
    }
    if (!this.closed) this.again = setTimeout(() => this._ask(), ASK_EVERY)
  }
}
