/** Methods that every model of Odoo 19 has and add-ons extend (`odoo/orm/models.py`). */
export const ORM_METHODS: ReadonlySet<string> = new Set(
  `_add_missing_default_values _auto_init _check_access _check_company _check_parent_path _compute_display_name
  _compute_field_value _constraint_methods _create _extract_records _fetch_query _field_to_sql _filtered_access
  _get_external_ids _get_placeholder_filename _init_column _load_records _load_records_create _load_records_write
  _modified _order_to_sql _parent_store_create _parent_store_update _read_format _read_group _read_group_select
  _register_hook _search _search_display_name _table_sql _unregister_hook _valid_field_parameter _validate_fields
  _write action_archive action_unarchive browse check_access check_access_rights check_access_rule copy copy_data
  copy_translations create default_get exists export_data fetch fields_get filtered_domain get_base_url
  get_field_translations get_metadata has_access init load modified name_create name_search new onchange read
  read_group search search_count search_fetch search_read toggle_active unlink update_field_translations
  with_context write`.split(/\s+/),
);
