// How long a piece of work would take, asked again whenever what it depends on has come to rest.

const SETTLE = 150;

export class Estimate {
  /** `null` while unknown. */
  seconds = $state<number | null>(null);

  /** Call it in an effect; returns the function that makes the answer count no more. */
  ask(question: () => Promise<{ seconds: number | null }>): () => void {
    let current = true;
    const timer = setTimeout(() => {
      question().then(
        (answer) => current && (this.seconds = answer.seconds),
        // What cannot be made is said beside the setting.
        () => current && (this.seconds = null),
      );
    }, SETTLE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }
}
