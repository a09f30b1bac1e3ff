export { AssetList } from './asset-list.tsx';
export type { AssetListHandle, AssetListProps } from './asset-list.tsx';
export { AssetRow } from './asset-list-row.tsx';
export type { AssetColumn, AssetRowProps } from './asset-list-row.tsx';
export { Button, IconButton } from './button.tsx';
export type { ButtonProps, IconButtonProps } from './button.tsx';
export { Histogram } from './chart/histogram.tsx';
export { ChartLink } from './chart/chart-link.ts';
export type { ChartMenuEntry } from './chart/chart-menu.tsx';
export type { ChartGoal } from './chart/chart-scene.ts';
export { LineChart } from './chart/line-chart.tsx';
export type { LineChartProps } from './chart/line-chart.tsx';
export { seriesColour, seriesDash } from './chart/series.ts';
export type { ChartEvent, ChartPoint, ChartRange, ChartSeries } from './chart/series.ts';
export type { Smoothing } from './chart/smoothing.ts';
export { classes } from './classes.ts';
export { CodeBlock, CopyButton } from './code-block.tsx';
export { DataGrid } from './data-grid/data-grid.tsx';
export type { DataGridColumn, DataGridProps } from './data-grid/data-grid.tsx';
export { MergedGrid } from './data-grid/merged-grid.tsx';
export type {
  MergedCell,
  MergedColumn,
  MergedGridProps,
  MergedGridRow
} from './data-grid/merged-grid.tsx';
export { confirm } from './dialog/confirm.tsx';
export type { ConfirmOptions } from './dialog/confirm.tsx';
export { LineList } from './line-list.tsx';
export type { LineListProps } from './line-list.tsx';
export { Modal, showModal } from './dialog/modal.tsx';
export { showFormDialog } from './form/form-dialog.tsx';
export type { FormDialogOptions } from './form/form-dialog.tsx';
export { FormView } from './form/form-view.tsx';
export type { FormProps, SubmitContext } from './form/form-view.tsx';
export type { FieldSpec, FormValues } from './form/field-spec.ts';
export * from './format.ts';
export { icons } from './icons.ts';
export type { IconName } from './icons.ts';
export { KeyValueTable } from './key-value-table.tsx';
export { BarMeter, Card, Page, Stat, StatGrid } from './page.tsx';
export type { PageProps } from './page.tsx';
export * from './plots/index.ts';
export { reactWidget } from './react-widget.tsx';
export type { ReactWidgetOptions } from './react-widget.tsx';
export { RelativeTime } from './relative-time.tsx';
export { SearchField } from './search-field.tsx';
export type { SearchFieldProps } from './search-field.tsx';
export { describeError, EmptyState, ErrorState, LoadingState } from './states.tsx';
export type { EmptyStateProps, ShownError } from './states.tsx';
export { Chip, StatusBadge } from './status-badge.tsx';
export type { Tone } from './status-badge.tsx';
export { Tabs } from './tabs.tsx';
export type { TabSpec } from './tabs.tsx';
export { Toolbar } from './toolbar.tsx';
export { TranslationProvider, useTrans } from './translation.tsx';
export { VirtualRows } from './virtual-rows.tsx';
export type { VirtualRowsProps } from './virtual-rows.tsx';
export { useModel, useSignal } from './use-signal.ts';
