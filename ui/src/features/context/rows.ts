/** Properties as rows of words: our own label where we know the property, the value by its kind. Pure. */
import type { PropertyView } from '../../bindings/PropertyView';
import { known, t } from '../../i18n/index.svelte';
import type { Clock } from '../../words/time';

export interface Row {
  key: string;
  label: string;
  value: string;
  href?: string;
  tone?: 'red' | 'brass' | 'quiet';
}

export function propertyRow(property: PropertyView, clock: Clock): Row {
  const own = `property.${property.name}`;
  const row: Row = { key: property.name, label: known(own) ? t(own) : property.label, value: valueOf(property, clock) };
  if (property.name === 'hs_ticket_priority') {
    row.tone = property.raw === 'HIGH' || property.raw === 'URGENT' ? 'red' : property.raw === 'MEDIUM' ? 'brass' : 'quiet';
  }
  return row;
}

function valueOf({ name, value, raw, kind }: PropertyView, clock: Clock): string {
  switch (kind) {
    case 'datetime':
      return isTime(value) ? clock.full(new Date(value)) : value;
    case 'date':
      return isTime(value) ? clock.date(new Date(value)) : value;
    case 'duration':
      return Number.isFinite(Number(raw)) && raw !== '' ? clock.duration(Number(raw)) : value;
    case 'number':
      return Number.isFinite(Number(raw)) && raw !== '' && !/id$/i.test(name) ? clock.number(Number(raw)) : value;
    case 'bool':
      return raw === 'true' ? t('common.yes') : raw === 'false' ? t('common.no') : value;
    case 'enumeration': {
      const own = `value.${name}.${raw}`;
      return known(own) ? t(own) : value;
    }
    default:
      return value;
  }
}

function isTime(value: string): boolean {
  return !Number.isNaN(Date.parse(value));
}
