import { z } from 'zod'
import { contract } from '../http/contract.ts'

export const metrics = {
  metrics: contract({
    method: 'GET',
    path: '/api/metrics',
    title: 'Metrics for Prometheus: open on loopback, else to the bearer of GUANJIA_METRICS_TOKEN',
    // The handler keeps the door: nobody signs in to scrape.
    may: ['public'],
    answer: z.string(),
    media: 'text/plain',
  }),
}
