import { message } from 'antd'
import { createContext, type ReactNode, useContext } from 'react'

type Say = ReturnType<typeof message.useMessage>[0]

const SayContext = createContext<Say | null>(null)

/** Short messages that go away by themselves: done, or why not. */
export function SayProvider({ children }: { children: ReactNode }) {
  const [say, holder] = message.useMessage()
  return (
    <SayContext.Provider value={say}>
      {holder}
      {children}
    </SayContext.Provider>
  )
}

export function useSay(): Say {
  const say = useContext(SayContext)
  if (!say) throw new Error('useSay is used outside of SayProvider')
  return say
}
