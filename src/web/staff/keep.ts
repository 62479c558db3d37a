/** A worker that takes over within this time of the start may load the page anew: nobody has begun anything yet. */
const START_MS = 4_000

/**
 * Lets the phone keep the page and its scripts, so that it opens without a network (in a basement). A newer build
 * waits in the background and is taken at the next start, never in the middle of a job.
 */
export function keepOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  const startedAt = performance.now()
  const hadOne = serviceWorker.controller !== null
  serviceWorker.addEventListener('controllerchange', () => {
    if (hadOne && performance.now() - startedAt < START_MS) location.reload()
  })
  serviceWorker
    .register('/staff-worker.js', { scope: '/staff/' })
    .then(({ waiting }) => waiting?.postMessage({ type: 'SKIP_WAITING' }))
    // A browser that keeps nothing (private mode) works on the network as before.
    .catch(() => {})
}
