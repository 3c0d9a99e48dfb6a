/** Methods that every model has from `odoo/orm/models.py: BaseModel`, 19.0. */
export const BASE_METHODS: ReadonlySet<string> = new Set(
  (
    "_abstract _active_name _add_missing_default_values _add_precomputed_values _add_sql_constraints " +
    "_additional_allowed_keys_properties_definition _allow_sudo_commands _apply_onchange_methods _as_query _auto " +
    "_auto_init _cache _can_return_content _check_access _check_company _check_company_auto _check_company_domain " +
    "_check_field_access _check_m2m_recursion _check_parent_path _check_qorder _check_recursion " +
    "_check_removed_columns _clean_properties _compute_display_name _compute_field_value _constraint_methods " +
    "_context _convert_records _convert_to_cache_properties_definition _convert_to_column_properties_definition " +
    "_convert_to_record _convert_to_write _cr _create _custom _depends _description _determine_fields_to_fetch " +
    "_export_rows _extract_records _fetch_field _fetch_query _field_to_sql _fields _fields__ _filter_access_rules " +
    "_filter_access_rules_python _filtered_access _flush _fold_name _get_base_lang _get_external_ids " +
    "_get_placeholder_filename _get_redirect_suggested_company _has_cycle _has_field_access _has_onchange _inherit " +
    "_inherit_children _inherits _init_column _invalidate_cache _is_an_ordinary_table _load_records " +
    "_load_records_create _load_records_write _modified _modified_triggers _module _name _onchange_methods " +
    "_ondelete_methods _order _order_field_to_sql _order_to_sql _origin _parent_name _parent_store " +
    "_parent_store_compute _parent_store_create _parent_store_update _parent_store_update_prepare " +
    "_post_model_setup__ _prepare_create_values _read_format _read_group _read_group_empty_value " +
    "_read_group_expand_full _read_group_fill_results _read_group_fill_temporal _read_group_format_result " +
    "_read_group_format_result_properties _read_group_groupby _read_group_groupby_properties _read_group_having " +
    "_read_group_orderby _read_group_postprocess_aggregate _read_group_postprocess_groupby _read_group_select " +
    "_read_grouping_sets _rec_name _rec_name_fallback _rec_names_search _recompute_field _recompute_model " +
    "_recompute_recordset _register _register_hook _search _search_display_name _sorted_order_to_function " +
    "_sql_error_to_message _sql_error_to_message_generic _table _table_has_rows _table_objects _table_query " +
    "_table_sql _transient _translate _traverse_related_sql _uid _unregister_hook _update_cache " +
    "_update_field_translations _valid_field_parameter _validate_fields _validate_properties_definition _write " +
    "_write_multi action_archive action_unarchive browse check_access check_access_rights check_access_rule " +
    "check_field_access_rights concat copy copy_data copy_translations create default_get display_name ensure_one " +
    "exists export_data fetch fields_get filtered filtered_domain flush_model flush_recordset get_base_url " +
    "get_external_id get_field_translations get_metadata get_property_definition grouped has_access id ids init " +
    "invalidate_model invalidate_recordset is_transient load lock_for_update mapped modified name_create " +
    "name_search new onchange pool read read_group search search_count search_fetch search_read sorted sudo " +
    "toggle_active try_lock_for_update union unlink update update_field_translations with_company with_context " +
    "with_env with_prefetch with_user write"
  ).split(" "),
);
