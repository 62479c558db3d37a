import type { ReactNode } from 'react'

/** The few line icons of the phones, drawn here: the icon package would cost more than all pages together. */
const icon = (paths: ReactNode) => () => (
  <svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.8"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {paths}
  </svg>
)

export const BackIcon = icon(<path d="M15 5l-7 7 7 7" />)
export const NextIcon = icon(<path d="M9 5l7 7-7 7" />)
export const SearchIcon = icon(
  <>
    <circle cx="11" cy="11" r="6" />
    <path d="M15.5 15.5L20 20" />
  </>,
)
export const WorkIcon = icon(
  <path d="M14.7 6.3a4 4 0 0 0-5.4 5L4 16.6V20h3.4l5.3-5.3a4 4 0 0 0 5-5.4l-2.5 2.5-2.9-.1-.1-2.9z" />,
)
export const PoolIcon = icon(
  <>
    <path d="M4 13h4l1.5 3h5L16 13h4" />
    <path d="M6 5h12l2 8v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-5z" />
  </>,
)
export const ReportIcon = icon(
  <>
    <path d="M4 10v4l3 .6V20h3v-4.8L18 18V6z" />
    <path d="M20.500 10.500v3" />
  </>,
)
export const BellIcon = icon(
  <>
    <path d="M6 16V11a6 6 0 0 1 12 0v5l2 2H4z" />
    <path d="M10 20.500h4" />
  </>,
)
export const PersonIcon = icon(
  <>
    <circle cx="12" cy="8" r="4" />
    <path d="M4 21c1-4 4-6 8-6s7 2 8 6" />
  </>,
)
export const PhoneIcon = icon(
  <path d="M6 3h3l2 5-2.300 1.600a12 12 0 0 0 5.700 5.700L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3z" />,
)
export const BookIcon = icon(
  <>
    <path d="M5 4h11a2 2 0 0 1 2 2v14H7a2 2 0 0 1-2-2z" />
    <path d="M5 18a2 2 0 0 1 2-2h11" />
  </>,
)
export const CameraIcon = icon(
  <>
    <path d="M3 8h4l2-3h6l2 3h4v11H3z" />
    <circle cx="12" cy="13" r="3.500" />
  </>,
)
export const DoneIcon = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M8 12.500l3 3 5-6" />
  </>,
)
export const HomeIcon = icon(<path d="M4 11l8-7 8 7v9h-5v-6H9v6H4z" />)
export const EyeIcon = icon(
  <>
    <path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z" />
    <circle cx="12" cy="12" r="3" />
  </>,
)
