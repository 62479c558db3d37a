import { useSyncExternalStore } from 'react'

/** Light or dark: as the system says, or as somebody chose for this browser. */
export type ThemeChoice = 'system' | 'light' | 'dark'

const KEPT = 'guanjia.theme'
const dark = window.matchMedia('(prefers-color-scheme: dark)')
const still = window.matchMedia('(prefers-reduced-motion: reduce)')
const listeners = new Set<() => void>()

/** The one accent colour. */
export const accent = { light: '#0f766e', dark: '#2dd4bf' } as const

export function chosenTheme(): ThemeChoice {
  const kept = localStorage.getItem(KEPT)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function chooseTheme(choice: ThemeChoice): void {
  if (choice === 'system') localStorage.removeItem(KEPT)
  else localStorage.setItem(KEPT, choice)
  apply()
}

/** The theme in force; drawn anew when it changes. */
export function useTheme(): 'light' | 'dark' {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, inForce)
}

/** Whether somebody asked the system for less motion. */
export function useStill(): boolean {
  return useSyncExternalStore(
    (listener) => {
      still.addEventListener('change', listener)
      return () => still.removeEventListener('change', listener)
    },
    () => still.matches,
  )
}

function inForce(): 'light' | 'dark' {
  const choice = chosenTheme()
  if (choice !== 'system') return choice
  return dark.matches ? 'dark' : 'light'
}

function apply(): void {
  document.documentElement.dataset.theme = inForce()
  for (const listener of listeners) listener()
}

dark.addEventListener('change', apply)
apply()
