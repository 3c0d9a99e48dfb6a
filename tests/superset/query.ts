import type { ChartFile, DatasetFile } from "./schemas.ts";

/** The statement that Superset makes of a chart: its columns and metrics over its dataset, filtered and grouped. */
export function chartSql({ params }: ChartFile, dataset: DatasetFile): string {
  const columns = chartColumns(params);
  const metrics = chartMetrics(params).map((name) => {
    const metric = dataset.metrics.find((it) => it.metric_name === name);
    if (!metric) throw new Error(`${dataset.table_name} has no metric ${name}`);
    return `${metric.expression} AS ${quote(name)}`;
  });
  const grain = (name: string) =>
    name === params.x_axis && params.time_grain_sqla ? `date_trunc('week', ${quote(name)})` : quote(name);
  const where = params.adhoc_filters.map((it) => `${quote(it.subject)} = '${it.comparator.replaceAll("'", "''")}'`);
  const order = (params.order_by_cols ?? []).map((text) => {
    const [name, ascending] = JSON.parse(text) as [string, boolean];
    return `${quote(name)} ${ascending ? "ASC" : "DESC"}`;
  });
  const grouped = metrics.length > 0 && columns.length > 0;
  return [
    `SELECT ${[...columns.map((name) => `${grain(name)} AS ${quote(name)}`), ...metrics].join(", ")}`,
    `FROM ${dataset.sql ? `(${dataset.sql}) AS virtual_table` : `${dataset.schema}.${dataset.table_name}`}`,
    ...(where.length ? [`WHERE ${where.join(" AND ")}`] : []),
    ...(grouped ? [`GROUP BY ${columns.map(grain).join(", ")}`] : []),
    ...(order.length ? [`ORDER BY ${order.join(", ")}`] : []),
    `LIMIT ${params.row_limit}`,
  ].join(" ");
}

export function chartColumns(params: ChartFile["params"]): string[] {
  return [...(params.x_axis ? [params.x_axis] : []), ...(params.groupby ?? []), ...(params.all_columns ?? [])];
}

export function chartMetrics(params: ChartFile["params"]): string[] {
  return [...(params.metric ? [params.metric] : []), ...(params.metrics ?? [])];
}

const quote = (name: string) => `"${name}"`;
