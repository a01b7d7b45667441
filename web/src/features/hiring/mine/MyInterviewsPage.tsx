export function MyInterviewsPage() {
  return null;
}
