/** One file of a bundle. */
export interface BundleFile {
  /** `/module/static/…`, or an external URL. */
  readonly path: string;
  /** The bundle whose directive brought it: an included one keeps its name. */
  readonly bundle: string;
  /** The module whose manifest or record brought it. */
  readonly by: string;
}

/** Files of a bundle in order, each once (`odoo/addons/base/models/ir_asset.py: AssetPaths`). */
export class BundleFiles {
  files: BundleFile[] = [];
  private readonly known = new Set<string>();

  has(path: string): boolean {
    return this.known.has(path);
  }

  indexOf(path: string): number {
    return this.files.findIndex((file) => file.path === path);
  }

  insert(files: readonly BundleFile[], index: number): void {
    const fresh = files.filter(({ path }) => !this.known.has(path) && this.known.add(path));
    this.files.splice(index, 0, ...fresh);
  }

  /** False when none of the paths is in the list, which Odoo refuses. */
  remove(paths: readonly string[]): boolean {
    const gone = new Set(paths.filter((path) => this.known.delete(path)));
    this.files = this.files.filter(({ path }) => !gone.has(path));
    return gone.size > 0 || paths.length === 0;
  }
}
