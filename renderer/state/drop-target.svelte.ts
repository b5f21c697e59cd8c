// Who takes what is dropped or pasted while a screen wants it for itself; otherwise it is opened.

export type DropTarget = {
  /** What will happen. */
  promise: () => string;
  /** Called inside the event. */
  take: (data: DataTransfer) => Promise<void>;
};

class DropTargets {
  current = $state.raw<DropTarget | null>(null);

  /** Returns the function that ends it: for an effect of the screen. */
  use(target: DropTarget): () => void {
    this.current = target;
    return () => {
      if (this.current === target) this.current = null;
    };
  }
}

export const dropTarget = new DropTargets();
