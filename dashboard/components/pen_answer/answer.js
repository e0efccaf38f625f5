// Shows what the lab answers to each drawing that the pad tells of, while the page plays a film of
// the network that reads it.

const AGAIN = 2000 // milliseconds after which a lab that did not answer is asked again
const ANSWERED_WITHIN = 40000 // longer than the lab itself waits for a worker

class Answer {
  drawing = ""
  asking = false
  due = false
  again = null
  epoch = null // the one that the film shows; null is the end of its run

  constructor(element) {
    this.element = element
    document.addEventListener("first-epoch-drawing", this.hear)
    document.addEventListener("first-epoch-film", this.watch)
    // The pad may be there already, with a drawing from before a reload.
    document.dispatchEvent(new CustomEvent("first-epoch-drawing-wanted"))
  }

  hear = event => {
    this.drawing = event.detail ?? ""
    this.ask()
  }

  // A film tells of its run, and of the epochs that are done where it stands; null at the end.
  watch = ({ detail }) => {
    if (detail.run !== this.follows || detail.epoch === this.epoch) return
    this.epoch = detail.epoch
    if (this.drawing) this.ask()
  }

  update({ address, unanswered, follows }) {
    this.unanswered = unanswered
    if (follows !== this.follows) this.epoch = null
    this.follows = follows
    if (address === this.address) return
    this.address = address
    this.ask()
  }

  // One question at a time: while the lab is busy only the newest drawing waits.
  async ask() {
    this.due = true
    if (this.asking) return
    this.asking = true
    this.element.ariaBusy = "true"
    clearTimeout(this.again)
    let answer
    while (this.due) {
      this.due = false
      answer = await this.answer()
      this.element.innerHTML = answer ?? this.unanswered
    }
    this.asking = false
    this.element.ariaBusy = "false"
    if (answer === null && this.address && !this.left) this.again = setTimeout(() => this.ask(), AGAIN)
  }

  async answer() {
    if (!this.address) return null
    const epoch = this.epoch === null ? "" : `&epoch=${this.epoch}`
    try {
      const signal = AbortSignal.timeout(ANSWERED_WITHIN)
      const response = await fetch(this.address + epoch, { method: "POST", body: this.drawing, signal })
      return response.ok ? await response.text() : null
    } catch {
      return null // no connection
    }
  }

  leave() {
    this.left = true
    clearTimeout(this.again)
    document.removeEventListener("first-epoch-drawing", this.hear)
    document.removeEventListener("first-epoch-film", this.watch)
  }
}

const answers = new WeakMap()

export default function ({ data, parentElement }) {
  const answer = answers.get(parentElement) ?? new Answer(parentElement.querySelector("div"))
  answers.set(parentElement, answer)
  answer.update(data)
  return () => {
    answer.leave()
    answers.delete(parentElement)
  }
}
