import { type KeyboardCoordinateGetter, KeyboardCode } from "@dnd-kit/core";

/**
 * One press, one place. The library's own getter goes by edges, and sticks where an open
 * question is taller than its neighbours; this one puts middle on middle, as the collision does.
 */
export function moveByKey(keys: readonly string[]): KeyboardCoordinateGetter {
  return (event, { context: { active, over, collisionRect, droppableRects } }) => {
    const step = event.code === (KeyboardCode.Down as string) ? 1 : event.code === (KeyboardCode.Up as string) ? -1 : null;
    if (step === null || !active || !collisionRect) return undefined;
    event.preventDefault();
    const next = keys[keys.indexOf(String((over ?? active).id)) + step];
    const rect = next === undefined ? undefined : droppableRects.get(next);
    if (!rect) return undefined;
    return { x: collisionRect.left, y: rect.top + rect.height / 2 - collisionRect.height / 2 };
  };
}
