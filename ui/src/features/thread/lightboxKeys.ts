/** Which key means what while a picture is looked at. Pure. */
export type LightboxAction =
  | 'next'
  | 'previous'
  | 'first'
  | 'last'
  | 'closer'
  | 'farther'
  | 'whole'
  | 'turnRight'
  | 'turnLeft'
  | 'copy'
  | 'save'
  | { pan: { x: number; y: number } };

const reach = 80;

const arrows: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: reach, y: 0 },
  ArrowRight: { x: -reach, y: 0 },
  ArrowUp: { x: 0, y: reach },
  ArrowDown: { x: 0, y: -reach },
};

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'>;

/** Arrows move a picture that is larger than the stage, and go through the pictures otherwise; Page up and down always go. */
export function lightboxAction(press: Press, zoomed: boolean): LightboxAction | null {
  const { key } = press;
  if (press.altKey) return null;
  if (press.ctrlKey || press.metaKey) {
    if (press.shiftKey) return null;
    return key === 'c' ? 'copy' : key === 's' ? 'save' : key === '+' || key === '=' ? 'closer' : key === '-' ? 'farther' : key === '0' ? 'whole' : null;
  }
  const arrow = arrows[key];
  if (arrow && zoomed) return { pan: arrow };
  switch (key) {
    case 'ArrowRight':
    case 'PageDown':
      return 'next';
    case 'ArrowLeft':
    case 'PageUp':
      return 'previous';
    case 'Home':
      return 'first';
    case 'End':
      return 'last';
    case '+':
    case '=':
      return 'closer';
    case '-':
    case '_':
      return 'farther';
    case '0':
      return 'whole';
    case 'r':
      return 'turnRight';
    case 'R':
      return 'turnLeft';
    default:
      return null;
  }
}
