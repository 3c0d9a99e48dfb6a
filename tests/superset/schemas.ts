import { z } from "zod";

/**
 * Fields of Superset's own import schemas (`ImportV1…Schema` of superset/{databases,datasets,charts,dashboards}/schemas.py
 * at the commits of docs/superset.md), which refuse what they do not know.
 */
const uuid = z.uuid();
const version = z.literal("1.0.0");
const text = z.string().nullable().optional();
const flag = z.boolean().nullable().optional();
const dict = z.record(z.string(), z.unknown());
const certified = { certified_by: text, certification_details: text, is_managed_externally: flag, external_url: text };

export const Metadata = z.strictObject({
  version,
  type: z.literal("Dashboard"),
  timestamp: z.iso.datetime({ offset: true }),
});

export const DatabaseFile = z.strictObject({
  database_name: z.string(),
  sqlalchemy_uri: z.string(),
  password: text,
  cache_timeout: z.int().nullable().optional(),
  expose_in_sqllab: z.boolean().optional(),
  allow_run_async: z.boolean().optional(),
  allow_ctas: z.boolean().optional(),
  allow_cvas: z.boolean().optional(),
  allow_dml: z.boolean().optional(),
  allow_csv_upload: z.boolean().optional(),
  extra: z
    .strictObject({
      metadata_params: dict.optional(),
      engine_params: dict.optional(),
      schemas_allowed_for_csv_upload: z.array(z.string()).optional(),
    })
    .optional(),
  uuid,
  version,
});

const Column = z.strictObject({
  column_name: z.string(),
  verbose_name: text,
  is_dttm: flag,
  is_active: flag,
  type: text,
  groupby: z.boolean().optional(),
  filterable: z.boolean().optional(),
  expression: text,
  description: text,
  python_date_format: text,
});

const Metric = z.strictObject({
  metric_name: z.string(),
  verbose_name: text,
  metric_type: text,
  expression: z.string(),
  description: text,
  d3format: text,
  warning_text: text,
});

export const DatasetFile = z.strictObject({
  table_name: z.string(),
  main_dttm_col: text,
  description: text,
  offset: z.int().optional(),
  cache_timeout: z.int().nullable().optional(),
  schema: text,
  sql: text,
  params: dict.nullable().optional(),
  template_params: dict.nullable().optional(),
  filter_select_enabled: z.boolean().optional(),
  fetch_values_predicate: text,
  extra: dict.nullable().optional(),
  uuid,
  columns: z.array(Column),
  metrics: z.array(Metric),
  version,
  database_uuid: uuid,
});

const Filter = z.strictObject({
  clause: z.literal("WHERE"),
  expressionType: z.literal("SIMPLE"),
  subject: z.string(),
  operator: z.literal("=="),
  operatorId: z.literal("EQUALS"),
  comparator: z.string(),
});

/** Superset takes any form data as `params`; here it is what these charts use, so that a misspelt key is found. */
const Params = z.strictObject({
  viz_type: z.enum(["big_number_total", "echarts_timeseries_line", "echarts_timeseries_bar", "table", "treemap_v2"]),
  adhoc_filters: z.array(Filter),
  row_limit: z.int(),
  metric: z.string().optional(),
  metrics: z.array(z.string()).optional(),
  groupby: z.array(z.string()).optional(),
  all_columns: z.array(z.string()).optional(),
  x_axis: z.string().optional(),
  time_grain_sqla: z.literal("P1W").optional(),
  query_mode: z.enum(["raw", "aggregate"]).optional(),
  order_by_cols: z.array(z.string()).optional(),
  order_desc: z.boolean().optional(),
  stack: z.literal("Stack").optional(),
  y_axis_format: z.string().optional(),
});

export const ChartFile = z.strictObject({
  slice_name: z.string(),
  description: text,
  ...certified,
  viz_type: z.string(),
  params: Params,
  query_context: text,
  cache_timeout: z.int().nullable().optional(),
  uuid,
  version,
  dataset_uuid: uuid,
});
export type ChartFile = z.infer<typeof ChartFile>;
export type DatasetFile = z.infer<typeof DatasetFile>;

const Node = z.strictObject({
  type: z.enum(["ROOT", "GRID", "HEADER", "ROW", "CHART"]),
  id: z.string(),
  parents: z.array(z.string()).optional(),
  children: z.array(z.string()).optional(),
  meta: dict.optional(),
});

export const DashboardFile = z.strictObject({
  dashboard_title: z.string(),
  description: text,
  css: text,
  slug: text,
  ...certified,
  published: flag,
  uuid,
  position: z.record(z.string(), z.union([Node, z.literal("v2")])),
  metadata: z.looseObject({
    native_filter_configuration: z.array(
      z.looseObject({
        id: z.string(),
        targets: z.array(z.strictObject({ datasetUuid: uuid, column: z.strictObject({ name: z.string() }) })),
      }),
    ),
  }),
  version,
});
