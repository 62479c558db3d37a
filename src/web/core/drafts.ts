import { useCallback, useEffect, useState } from 'react'

/**
 * State that survives a reload: kept in this browser under the account's name, so that the next person at the same
 * desk does not read it, and shared by all windows of this browser.
 */
export function useKept<T>(name: string, account: string, initial: T): [T, (next: T | ((was: T) => T)) => void] {
  const key = `guanjia.${name}.${account}`
  const [value, setValue] = useState<T>(() => read<T>(key) ?? initial)
  useEffect(() => {
    const follow = (event: StorageEvent) => {
      if (event.key === key) setValue(read<T>(key) ?? initial)
    }
    window.addEventListener('storage', follow)
    return () => window.removeEventListener('storage', follow)
  }, [key, initial])
  const keep = useCallback(
    (next: T | ((was: T) => T)) =>
      setValue((was) => {
        const now = typeof next === 'function' ? (next as (was: T) => T)(was) : next
        write(key, now)
        return now
      }),
    [key],
  )
  return [value, keep]
}

function read<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(key)
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null
  }
}

function write(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // A full or forbidden store loses the draft, not the work.
  }
}
