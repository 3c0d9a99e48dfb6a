/** A package's name as indexes compare it: PEP 503. */
export function normalName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

/** Name of the package that publishes a module: up to 14.0 it carries the series. */
export function packageName(module: string, series: string): string {
  const major = Number.parseInt(series, 10);
  return `odoo${major <= 14 ? major : ""}-addon-${module}`;
}

/** The module that a package of this name publishes; null for any other package. */
export function moduleOf(name: string): string | null {
  const module = /^odoo\d*[-_.]addon[-_.](.+)$/i.exec(name)?.[1];
  return module ? module.replaceAll(/[-.]/g, "_") : null;
}
