type Listener = (text: string | null) => void;

let listener: Listener = () => {};

/** Sets who hears what long work is at (null: it is over). A process has one face; without one nobody listens. */
export function onProgress(hear: Listener): void {
  listener = hear;
}

/** Says what long work is at, in a few words. */
export function progress(text: string): void {
  listener(text);
}

/** Says that the work is over. */
export function progressDone(): void {
  listener(null);
}
