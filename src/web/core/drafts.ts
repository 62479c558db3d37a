import { useEffect, useState } from 'react'

/**
 * State that survives a reload: kept in this browser under the account's name, so that the next person at the same
 * desk does not read it. Undefined removes it.
 */
export function useKept<T>(name: string, account: string, initial: T): [T, (next: T | ((was: T) => T)) => void] {
  const key = `guanjia.${name}.${account}`
  const [value, setValue] = useState<T>(() => read<T>(key) ?? initial)
  useEffect(() => {
    const kept = setTimeout(() => write(key, value), 120)
    return () => {
      clearTimeout(kept)
      write(key, value)
    }
  }, [key, value])
  useEffect(() => {
    const keepNow = () => write(key, value)
    window.addEventListener('pagehide', keepNow)
    return () => window.removeEventListener('pagehide', keepNow)
  }, [key, value])
  return [value, setValue]
}

export function read<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(key)
    return text === null ? null : (JSON.parse(text) as T)
  } catch {
    return null
  }
}

export function write(key: string, value: unknown): void {
  try {
    if (value === undefined || value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // A full or forbidden store loses the draft, not the work.
  }
}
