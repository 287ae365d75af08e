// Keeps Fluent's focus manager alive. It is made by the first dialog and thrown away with the last one, before it has shown the
// page to screen readers again (aria-hidden stays on #root); as long as one component holds it, it cleans up.
import { useFocusFinders } from '@fluentui/react-components';

export default function FocusManager() {
  useFocusFinders();
  return null;
}
