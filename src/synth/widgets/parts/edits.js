/** The edits of a page on their way into the study: numbered, sent one by one, again until they are acknowledged. */

/** How long an edit waits for its acknowledgement before it is sent again. */
const RETRY_MS = 4000;

/**
 * What was not told to the kernel yet, and the one edit that is under way. One a widget, for all its views.
 * A subclass says how to read a whole state (`readState`) and changes (`takeIn`); it tells "change" and "reverted".
 */
export class Edits extends EventTarget {
  constructor(model) {
    super();
    this.model = model;
    this.id = [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join("");
    this.seq = 0;
    this.queue = [];
    this.problem = "";
    this.isSilent = false;
    this.note = "";
    this.onMessage = (message) => this.receive(message);
    this.onLeave = (event) => this.unsaved.length && event.preventDefault();
    model.on("msg:custom", this.onMessage);
    window.addEventListener("beforeunload", this.onLeave);
  }

  close() {
    clearTimeout(this.timer);
    this.model.off("msg:custom", this.onMessage);
    window.removeEventListener("beforeunload", this.onLeave);
  }

  get unsaved() {
    return this.queue.filter((edit) => edit.action !== "refresh");
  }

  /** Why the last edit is not saved, or "". */
  get trouble() {
    return this.isSilent ? "the kernel does not answer (is it busy, or was it restarted?); trying again" : this.problem;
  }

  /** Queue an edit and return its number. */
  submit(edit) {
    const seq = ++this.seq;
    this.queue.push({ ...edit, seq });
    if (this.queue.length === 1) this.send();
    this.tell("change");
    return seq;
  }

  /** An edit as the kernel takes it. */
  forKernel(edit) {
    return edit;
  }

  /** Send the first edit, and again until it is answered: the kernel carries out a number once. */
  send() {
    clearTimeout(this.timer);
    if (!this.queue.length) return;
    this.hand({ view: this.id, ...this.forKernel(this.queue[0]) });
    this.timer = setTimeout(() => {
      this.isSilent = true;
      this.send();
      this.tell("change");
    }, RETRY_MS);
  }

  /** Hand a message to the kernel. Where there is none, the timer sees to it. */
  async hand(message) {
    try {
      await this.model.send(message);
    } catch (problem) {
      console.warn("synth:", problem);
    }
  }

  receive(message) {
    const missed = message.changes && !this.catchUp(message.changes);
    const [edit] = this.queue;
    if (message.view === this.id && edit && message.ack === edit.seq) this.acknowledge(edit, message);
    if (missed) this.lookAgain();
    this.tell("change");
  }

  /** Ask for what others decided, or for everything if this page missed a change. */
  lookAgain() {
    this.submit({ action: "refresh", revision: this.revision });
  }

  acknowledge(edit, answer) {
    const { error, note, state, changes } = answer;
    this.queue.shift();
    if (state) {
      this.revision = state.revision;
      this.readState(state);
    }
    this.isSilent = false;
    if (edit.action !== "refresh" || error) [this.problem, this.note] = [error ?? "", note ?? ""];
    this.follow(edit, answer);
    this.send();
    if (error && edit.action !== "refresh") this.lookAgain();
    if (edit.action === "undo" || edit.action === "redo") this.tell("reverted", changes);
  }

  /** What an answer means for the edits that still wait; here nothing. */
  follow() {}

  /** Take in what changed; returns false if an earlier change was missed. */
  catchUp(changes) {
    const { revision } = changes;
    if (revision === undefined || revision <= this.revision) return true;
    if (revision > this.revision + 1) return false;
    this.revision = revision;
    this.takeIn(changes);
    return true;
  }

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
