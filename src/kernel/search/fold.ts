/**
 * A text as it is compared: full-width and other forms made one (NFKC), lower case, and the traditional characters that
 * stand in names written simplified, so that 張偉 and 张伟 are found by either. Pinyin finds the rarer ones.
 */
export function folded(text: string): string {
  return [...text.normalize('NFKC').toLowerCase()].map((letter) => SIMPLE.get(letter) ?? letter).join('')
}

/** Surnames first, then what given names are made of: each traditional character before its simplified one. */
const PAIRS =
  '張张陳陈劉刘楊杨黃黄趙赵吳吴孫孙馬马羅罗鄭郑謝谢許许馮冯韓韩鄧邓蕭萧葉叶蘇苏呂吕蔣蒋賈贾閻阎餘余鍾钟盧卢陸陆範范譚谭鄒邹龔龚萬万錢钱湯汤賴赖龍龙賀贺顧顾嚴严單单歐欧陽阳聶聂齊齐莊庄顏颜駱骆畢毕喬乔關关婁娄閔闵' +
  '費费紀纪項项應应溫温蘭兰華华車车衛卫薑姜寧宁鄔邬鄺邝師师鞏巩區区闞阚陰阴鮑鲍談谈鳳凤麗丽麥麦權权賓宾黨党繆缪滿满軒轩嶽岳曉晓偉伟傑杰強强國国軍军紅红東东飛飞鵬鹏輝辉穎颖瑩莹榮荣貴贵財财寶宝瓊琼蓮莲蘋苹鳴鸣鶴鹤' +
  '龜龟貞贞賢贤資资質质贊赞躍跃遠远運运達达選选郵邮銀银銘铭錦锦鋒锋鋼钢鐵铁鎮镇長长門门開开間间雲云電电靜静韻韵順顺頌颂領领頻频願愿類类風风馳驰驍骁驥骥魯鲁鵑鹃齡龄義义習习聖圣聞闻聲声聰聪職职興兴舉举藝艺蔭荫薔蔷' +
  '藍蓝蘊蕴裏里褲裤見见視视覺觉觀观計计記记訓训詩诗話话語语誠诚説说說说課课調调諾诺謙谦識识議议護护讓让豐丰愛爱慶庆憲宪懷怀戀恋戰战擇择擁拥數数時时晝昼暢畅會会書书業业極极樂乐樣样樹树橋桥檢检歡欢歲岁氣气決决沖冲' +
  '淨净淚泪淺浅渾浑潔洁潤润澤泽濤涛濟济瀾澜灣湾無无煒炜煥焕燈灯燦灿爾尔爭争獻献現现瑪玛環环瑋玮璉琏畫画當当發发盡尽監监盤盘眾众碩硕礎础禮礼禎祯稱称穩稳競竞筆笔節节簡简籌筹粵粤級级純纯細细終终組组結结給给絡络統统' +
  '經经維维綱纲緒绪線线練练緣缘縣县繡绣繼继續续纖纤羨羡翹翘聯联勝胜腦脑膚肤臨临萊莱葦苇蒼苍蓋盖處处號号蟬蝉裝装補补規规親亲訂订設设試试詢询詳详諧谐謹谨證证變变貝贝賦赋趨趋輕轻輪轮輯辑轉转辦办農农邁迈還还邊边鄉乡' +
  '醫医釋释針针鈞钧鈺钰銳锐錄录鍵键鏡镜鐘钟鑒鉴閃闪閣阁闊阔隊队階阶際际隨随險险雙双雜杂離离難难霧雾靈灵頂顶頡颉頤颐顯显飄飘飲饮驗验驚惊鬆松鮮鲜鯤鲲鴻鸿鵝鹅鷗鸥鷹鹰鹽盐點点絲丝緯纬為为啟启園园圓圆圖图團团場场' +
  '塊块執执堅坚壽寿夢梦夥伙奪夺奮奋婦妇媽妈嬌娇嬋婵學学宮宫實实審审寫写寬宽對对導导將将專专尋寻屆届層层屬属岡冈島岛峽峡崗岗嶺岭帥帅帶带幫帮幣币廣广廳厅彥彦後后從从徑径復复徵征恆恒憶忆億亿個个們们倫伦側侧備备傳传' +
  '債债傷伤僅仅價价優优兒儿內内兩两冊册凱凯創创劍剑動动務务勵励勞劳勢势協协卻却參参員员問问啓启喚唤嘆叹嚇吓'

const SIMPLE: ReadonlyMap<string, string> = new Map(
  (PAIRS.match(/../gu) ?? []).map((pair) => {
    const [traditional, simple] = [...pair]
    return [traditional!, simple!]
  }),
)
