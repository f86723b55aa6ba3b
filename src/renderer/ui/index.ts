export { ActionRow } from './action-row.tsx';
export { Button, type ButtonProps } from './button.tsx';
export { Card } from './card.tsx';
export { Checkbox } from './checkbox.tsx';
export { cx } from './class-names.ts';
export { CliStrip } from './cli-strip.tsx';
export { ClipboardContext, CopyButton } from './clipboard.tsx';
export { Dialog } from './dialog.tsx';
export { EmptyState } from './empty-state.tsx';
export { Field, type FieldFacts } from './field.tsx';
export { useFocusFirstError } from './first-error.ts';
export { IconButton, type IconButtonProps } from './icon-button.tsx';
export { Kbd } from './kbd.tsx';
export {
  CPU_SCALE,
  type LimitGround,
  type LimitNote,
  type LimitScale,
  LimitSlider,
  MEMORY_SCALE,
} from './limit-slider/index.ts';
export { Menu, type MenuEntry } from './menu.tsx';
export { Bar, type BarPart, LiveMeter } from './meter.tsx';
export { CommandLine, FailureBody, FailureNotice, Notice } from './notice.tsx';
export { isMac, isWindows, keysHere } from './platform.ts';
export { PopUps } from './portal.tsx';
export { type RadioCard, RadioCards } from './radio-cards.tsx';
export { useReturnFocus } from './return-focus.ts';
export { Select, SelectField, type SelectOption } from './select.tsx';
export { Sheet } from './sheet.tsx';
export { Skeleton } from './skeleton.tsx';
export { Sparkline } from './sparkline.tsx';
export { type GlyphStatus, STATUS_WORD, StatusGlyph } from './status-glyph.tsx';
export { Switch } from './switch.tsx';
export { type TabItem, Tabs } from './tabs.tsx';
export { Tag, type TagLook } from './tag.tsx';
export { TextField, type TextFieldProps } from './text-field.tsx';
export { sayDone, sayFailed, Toasts } from './toasts.tsx';
export { Tooltip, TooltipProvider } from './tooltip.tsx';
export { useKeptFocus } from './use-kept-focus.ts';
export { useSending } from './use-sending.ts';
