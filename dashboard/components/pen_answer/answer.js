// Shows what the lab answers to each drawing that the pad tells of.

const AGAIN = 2000 // milliseconds after which a lab that did not answer is asked again

class Answer {
  drawing = ""
  asking = false
  due = false
  again = null

  constructor(element) {
    this.element = element
    document.addEventListener("first-epoch-drawing", this.hear)
  }

  hear = event => {
    this.drawing = event.detail ?? ""
    this.ask()
  }

  update({ address, unanswered }) {
    this.unanswered = unanswered
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
    if (answer === null && !this.left) this.again = setTimeout(() => this.ask(), AGAIN)
  }

  async answer() {
    try {
      const response = await fetch(this.address, { method: "POST", body: this.drawing })
      return response.ok ? await response.text() : null
    } catch {
      return null // no connection
    }
  }

  leave() {
    this.left = true
    clearTimeout(this.again)
    document.removeEventListener("first-epoch-drawing", this.hear)
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
