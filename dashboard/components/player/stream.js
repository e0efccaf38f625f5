// Frames as the lab sends them: by server-sent events, or by asking where a proxy holds those back.

const SILENT_AFTER = 4000 // milliseconds without even a first word: something holds the stream back
const ASK_EVERY = 500
const ANSWERED_WITHIN = 10000
const AGAIN_AFTER = 2000 // a stream that was refused

// A browser opens at most six connections to a server, so a tab that nobody sees must not keep one:
// the next tab would wait without end.
class Stream {
  // take(frames) is called with what is new; tell(connected) when the connection is lost or back.
  constructor(address, runs, take, tell) {
    Object.assign(this, { address, runs, take, tell, position: "", stop: null, isHeldBack: false })
    this.seen = () => (document.hidden ? this._rest() : this._open())
    document.addEventListener("visibilitychange", this.seen)
    this.seen()
  }

  close() {
    document.removeEventListener("visibilitychange", this.seen)
    this._rest()
  }

  _rest() {
    this.stop?.()
    this.stop = null
    clearTimeout(this.silence)
    clearTimeout(this.again)
  }

  _open() {
    if (this.stop) return
    if (this.isHeldBack) this._ask()
    else this._listen()
  }

  _url() {
    const url = new URL(this.address, location.href)
    for (const run of this.runs) url.searchParams.append("run", run)
    if (this.position) url.searchParams.set("after", this.position)
    return url
  }

  _listen() {
    const source = new EventSource(this._url())
    this.stop = () => source.close()
    this.silence = setTimeout(() => this._askInstead(), SILENT_AFTER)
    source.addEventListener("hello", () => {
      clearTimeout(this.silence)
      this.tell(true)
    })
    source.onmessage = ({ data, lastEventId }) => {
      if (lastEventId) this.position = lastEventId
      this.take([JSON.parse(data)])
    }
    source.onerror = () => {
      this.tell(false)
      // The browser opens the same address again by itself, but not after a refusal.
      if (source.readyState !== EventSource.CLOSED) return
      clearTimeout(this.silence)
      this.again = setTimeout(() => this._listen(), AGAIN_AFTER)
    }
  }

  _askInstead() {
    this.stop()
    this.isHeldBack = true
    this._ask()
  }

  async _ask() {
    const asked = new AbortController()
    const stop = (this.stop = () => asked.abort())
    const late = setTimeout(stop, ANSWERED_WITHIN)
    let answer = null
    try {
      const response = await fetch(this._url(), { headers: { Accept: "application/json" }, signal: asked.signal })
      if (response.ok) answer = await response.json()
    } catch {
      // No connection, or no answer in time.
    }
    clearTimeout(late)
    if (this.stop !== stop) return
    if (answer) {
      this.position = answer.position
      this.take(answer.frames)
    }
    this.tell(answer !== null)
    this.again = setTimeout(() => this._ask(), ASK_EVERY)
  }
}
