const BLOCK = 4 * 2 ** 20;

/**
 * Keeps the bytes of one module's files in blocks that are used again for the next: thousands of small buffers
 * would wait for the garbage collector outside of its sight.
 */
export class Arena {
  readonly #blocks: Buffer[] = [];
  #block = 0;
  #used = 0;

  /** A copy that stays valid until `reset`. */
  keep(bytes: Buffer): Buffer {
    if (bytes.length > BLOCK) return Buffer.from(bytes);
    if (this.#used + bytes.length > BLOCK) {
      this.#block++;
      this.#used = 0;
    }
    const block = (this.#blocks[this.#block] ??= Buffer.allocUnsafeSlow(BLOCK));
    const copy = block.subarray(this.#used, this.#used + bytes.length);
    bytes.copy(copy);
    this.#used += bytes.length;
    return copy;
  }

  reset(): void {
    this.#block = 0;
    this.#used = 0;
  }
}
